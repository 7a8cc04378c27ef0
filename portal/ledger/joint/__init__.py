"""Several people who owe one claim: naming one more, letting one off, and who is under age."""
