"""Every write, as a verb."""
