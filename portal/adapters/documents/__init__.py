"""Documents on paper: the HTML of a letter as a tagged PDF."""
