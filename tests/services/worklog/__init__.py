"""Lines of the work ledger and what they add up to."""
