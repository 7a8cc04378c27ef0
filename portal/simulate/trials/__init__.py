"""A trial of up to three values of one rule: asked for on a page, worked out by a worker, kept."""
