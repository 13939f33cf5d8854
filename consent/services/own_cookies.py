"""The cookies that the site itself can set."""

from django.conf import settings

from consent.conf import consent_settings

CHOICE = "pv_choice"


def own_cookie_names() -> set[str]:
    """Return the cookies that this installation can set, under the names that its settings give them."""
    further = consent_settings().further_cookies
    return {CHOICE, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages", *further}
