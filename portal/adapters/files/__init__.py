"""Files people send along: told by their content, made anew, scanned, kept in a folder."""
