"""The demonstration: people at a small browser, against a running site."""
