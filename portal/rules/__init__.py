"""The law: pure functions of frozen facts and a date. No framework, no database, no clock."""
