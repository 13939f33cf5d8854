"""A vendor's own tests lie with the vendor; the fixtures that they share lie with all other tests."""

from tests.conftest import browser
from tests.consent.adapters.browser import run_adapter

__all__ = ["browser", "run_adapter"]
