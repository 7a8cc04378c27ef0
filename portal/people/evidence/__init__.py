"""Photos and documents people send along: a row in the database for each, the file in a store."""
