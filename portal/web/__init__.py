"""Pages: blueprints, forms beside their views, one helper for page or fragment."""
