"""How staff come to a decision: hearing, weighing, a second signature; and what departs from it."""
