"""Links to a request in letters, and their tokens.

A mailed link shows a page with a button. The button uses the link up (``dsar.cases.proofs``) and leads to the request's
own page, whose address works for an hour: a link that was forwarded, or that a scanner keeps, opens nothing afterwards.
"""

from datetime import timedelta
from urllib.parse import urljoin
from uuid import UUID

from django.urls import reverse
from django.utils import translation

from privacy.conf import privacy_settings
from privacy.web import tokens

CONFIRM = "dsar.confirm"
CASE = "dsar.case"
VISIT = "dsar.visit"
CANCEL = "dsar.cancel"
KNOWN = "dsar.known"
CLAIM = "dsar.claim"
LASTS = {
    CONFIRM: timedelta(days=7),
    CLAIM: timedelta(days=7),
    CASE: timedelta(days=7),
    KNOWN: timedelta(days=30),
    VISIT: timedelta(hours=1),
    CANCEL: timedelta(days=100),  # it ends with the erasure, which begins within three months
}
CONFIRM_LASTS = LASTS[CONFIRM]


def confirm_link(case_id: UUID, language: str) -> str:
    """Return the address of the page that confirms a request."""
    return _absolute("dsar:confirm", tokens.make_token(CONFIRM, case_id), language)


def claim_link(case_id: UUID, language: str) -> str:
    """Return the address of the page where who asks for somebody else confirms the request."""
    return _absolute("dsar:confirm_claim", tokens.make_token(CLAIM, case_id), language)


def case_link(case_id: UUID, language: str) -> str:
    """Return the address of the page that opens a request, once."""
    return _absolute("dsar:open", tokens.make_token(CASE, case_id), language)


def known_link(told_id: UUID, language: str) -> str:
    """Return the address of the page where a further address says whether it was the same person who asked."""
    return _absolute("dsar:known", tokens.make_token(KNOWN, told_id), language)


def cancel_link(job_id: UUID, language: str) -> str:
    """Return the address of the page that calls off one approved erasure, and nothing else."""
    return _absolute("dsar:call_off", tokens.make_token(CANCEL, job_id), language)


def _absolute(name: str, token: str, language: str) -> str:
    with translation.override(language):
        return urljoin(privacy_settings().base_url, reverse(name, kwargs={"token": token}))


def case_path(case_id: UUID) -> str:
    """Return the path of a request's own page in the active language, for whoever has just proved to read its mail."""
    return reverse("dsar:case", kwargs={"token": tokens.make_token(VISIT, case_id)})
