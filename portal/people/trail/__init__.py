"""What was looked at and done, chained so that a changed or missing row shows."""
