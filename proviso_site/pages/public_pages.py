"""The public pages: names, and titles for staff."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class PublicPage:
    """A page whose URL pattern ``name`` takes no arguments.

    ``is_listed`` is false for pages that follow a form; ``needs_policy`` marks pages that do not exist before the first
    publication.
    """

    name: str
    title: Any  # for staff; lazily translated
    is_listed: bool = True
    needs_policy: bool = False


PAGES = (
    PublicPage(name="home", title=_("Front page")),
    PublicPage(name="privacy:policy", title=_("Privacy policy"), needs_policy=True),
    PublicPage(name="privacy:versions", title=_("Versions of the privacy policy"), needs_policy=True),
    PublicPage(name="consent:choices", title=_("Cookies"), needs_policy=True),
    PublicPage(name="newsletter:signup", title=_("Newsletter")),
    PublicPage(name="newsletter:signup_done", title=_("Newsletter: thank you"), is_listed=False),
    PublicPage(name="contact:form", title=_("Contact")),
    PublicPage(name="contact:sent", title=_("Contact: sent"), is_listed=False),
    PublicPage(name="dsar:portal", title=_("My data")),
)
NAMES = frozenset(page.name for page in PAGES)
LISTED = tuple(page for page in PAGES if page.is_listed)

# All other pages, including those with tokens and unknown URLs, are counted together.
OTHER = "other"
TITLES = {page.name: page.title for page in PAGES} | {OTHER: _("Other pages")}
