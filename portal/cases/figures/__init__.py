"""Figures for three readers, counted in the database by one reference day; never per colleague."""
