"""A unit registers a bill: filled in page by page, held against what its kind needs, then sent."""
