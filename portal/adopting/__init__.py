"""Values the municipality adopted since its folder was written: proposed, signed, in force by date.

They lie in the database over the dated data of the folder; who reads a policy reads both.
"""
