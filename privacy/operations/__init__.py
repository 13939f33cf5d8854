"""Every write to the register, its revisions and its records."""
