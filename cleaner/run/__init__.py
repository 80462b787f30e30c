"""Running the cleaner over many documents: worker processes, budgets, resumable runs."""
