"""Handing claims over: who may be, what the file says, what the collector answers."""
