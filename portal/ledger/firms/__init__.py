"""The books of a business: its branches, balance by age, statement, documents, confirmations."""
