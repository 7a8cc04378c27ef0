"""Direct debit: mandates, what is collected by them, batches for the bank, and what comes back."""
