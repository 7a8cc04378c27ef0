"""Digital post: where letters for official boxes are handed over."""
