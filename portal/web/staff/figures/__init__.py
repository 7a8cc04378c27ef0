"""Pages of figures: mine, the team's, the council's, and what is shared with others."""
