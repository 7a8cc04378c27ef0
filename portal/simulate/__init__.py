"""Trying a change of policy on a caseload before it is adopted. Nothing here is stored."""
