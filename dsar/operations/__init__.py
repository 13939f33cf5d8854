"""Every write to a request."""
