"""Claims and an append-only double-entry ledger: balances, payments, plans."""
