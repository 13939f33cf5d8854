"""Fixtures for every test. The services come from ``proviso_site.settings.test``: real PostgreSQL, real Valkey."""
