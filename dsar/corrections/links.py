"""Links of corrections in letters, and their tokens."""

from datetime import timedelta
from urllib.parse import urljoin
from uuid import UUID

from django.urls import reverse
from django.utils import translation

from privacy.conf import privacy_settings
from privacy.web import tokens

CORRECT, VALUES, NEW_ADDRESS = "dsar.correct", "dsar.values", "dsar.new_address"
# The page behind it shows what a person has filled in, so its link ends soon, and opens it once, for an hour.
CORRECT_LASTS, VALUES_LASTS = timedelta(hours=24), timedelta(hours=1)
NEW_ADDRESS_LASTS = timedelta(days=7)


def correct_link(case_id: UUID, language: str) -> str:
    """Return the address of the page that opens the values of the person who asked, once."""
    return _absolute("dsar:correct", tokens.make_token(CORRECT, case_id), language)


def values_path(case_id: UUID) -> str:
    """Return the path of the page with the values in the active language, for whoever has used the mailed link."""
    return reverse("dsar:correct", kwargs={"token": tokens.make_token(VALUES, case_id)})


def new_address_link(correction_id: UUID, language: str) -> str:
    """Return the address of the page that confirms a new address."""
    return _absolute("dsar:new_address", tokens.make_token(NEW_ADDRESS, correction_id), language)


def _absolute(name: str, token: str, language: str) -> str:
    with translation.override(language):
        return urljoin(privacy_settings().base_url, reverse(name, kwargs={"token": token}))
