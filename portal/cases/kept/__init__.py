"""All that is kept about one person, as one document: to read on a page, and to take along."""
