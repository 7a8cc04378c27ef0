"""Where a claim comes from: registered by a unit, credited, returned to the unit to be mended."""
