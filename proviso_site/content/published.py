"""The published pages, kept in each process so that a page needs no query.

A publication in another process takes effect here within seconds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from privacy.register.frozen.codec import read
from privacy.web.pages import Page, pages_from
from privacy.web.stale_copy import StaleWhileRevalidate
from proviso_site.content.frozen import FrozenPage
from proviso_site.content.models import ContentPage

VIEW = "own_page"


@dataclass(frozen=True, kw_only=True, eq=False)
class Published:
    """The published pages in the order of the menu. ``versions`` tells one state from another."""

    versions: tuple[tuple[object, datetime | None], ...]
    pages: tuple[FrozenPage, ...] = ()

    @cached_property
    def front(self) -> FrozenPage | None:
        """The front page that staff have written, or None."""
        return next((page for page in self.pages if page.is_front), None)

    @cached_property
    def pictures(self) -> frozenset[str]:
        """The file names of the pictures that anybody may fetch."""
        return frozenset(block.picture.name for page in self.pages for block in page.blocks if block.picture)

    @cached_property
    def by_address(self) -> dict[tuple[str, str], FrozenPage]:
        """The pages by language and address."""
        return {(code, address): page for page in self.pages for code, address in page.address.items()}


def _load(known: Published | None) -> Published:
    """Read the published pages; an unchanged state stays the same object."""
    versions = tuple(ContentPage.objects.published().values_list("pk", "published_at"))
    if known is not None and known.versions == versions:
        return known
    rows = ContentPage.objects.published().values_list("published", flat=True)
    return Published(versions=versions, pages=tuple(read(FrozenPage, row) for row in rows if row))


copy: StaleWhileRevalidate[Published | None] = StaleWhileRevalidate(
    _load, empty=None, name="own-pages", fresh=3, stale=6
)


def current() -> Published:
    """Return the published pages."""
    return copy.get() or Published(versions=())


def front() -> FrozenPage | None:
    """Return the front page that staff have written, if it exists in the active language."""
    page = current().front
    return page if page and _language() in page.title else None


def find(address: str) -> FrozenPage | None:
    """Return the page at an address in the active language, or None."""
    return current().by_address.get((_language(), address))


def paths(page: FrozenPage) -> dict[str, str]:
    """Return where a page lies in each language that it exists in."""
    found = {}
    for code, _name in settings.LANGUAGES:
        if code in page.title:
            with translation.override(code):
                found[code] = reverse("home") if page.is_front else reverse(VIEW, args=[page.address[code]])
    return found


@pages_from
def own_pages() -> Iterable[Page]:
    """Return the pages besides the front page, for the sitemap, the audit and the promises."""
    return [Page(view=VIEW, paths=paths(page)) for page in current().pages if not page.is_front]


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
