"""The public pages that have an address of their own: the one list of their names, titles and needs."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, kw_only=True)
class PublicPage:
    """A page that is found by the ``name`` of its URL pattern, without arguments.

    ``is_listed``: the sitemap names it, since it needs nothing that was done before. ``needs_policy``: it shows the
    policy in force, and there is none before the first publication. ``purpose``: it exists only with that purpose.
    """

    name: str
    title: Any  # for staff; lazily translated
    is_listed: bool = True
    needs_policy: bool = False
    purpose: str | None = None


PAGES = (
    PublicPage(name="home", title=_("Front page")),
    PublicPage(name="privacy:policy", title=_("Privacy policy"), needs_policy=True),
    PublicPage(name="privacy:versions", title=_("Versions of the privacy policy"), needs_policy=True),
    PublicPage(name="consent:choices", title=_("Cookies"), needs_policy=True),
    PublicPage(name="newsletter:signup", title=_("Newsletter"), purpose="newsletter"),
    PublicPage(name="newsletter:signup_done", title=_("Newsletter: thank you"), is_listed=False),
    PublicPage(name="contact:form", title=_("Contact")),
    PublicPage(name="contact:sent", title=_("Contact: sent"), is_listed=False),
    PublicPage(name="dsar:portal", title=_("My data")),
)
NAMES = frozenset(page.name for page in PAGES)
LISTED = tuple(page for page in PAGES if page.is_listed)

# Whatever else is read, tokens and unknown addresses included, is counted as one more of these.
OTHER = "other"
TITLES = {page.name: page.title for page in PAGES} | {OTHER: _("Other pages")}
