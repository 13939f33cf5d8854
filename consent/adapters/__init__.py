"""Vendors that the site can start and stop: one folder each, with its script, its hosts and its documented calls."""
