"""Fixtures of the vendors' tests, shared with all other tests."""

from tests.conftest import browser
from tests.consent.adapters.browser import run_adapter

__all__ = ["browser", "run_adapter"]
