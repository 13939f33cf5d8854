"""The public pages: each app says which it has, and leads to another's by what it is, never by the name of its view.

An app calls ``public_page`` for each of its own; the site names its own in ``PRIVACY["PAGES"]``. What a page *is*
(``home``, ``contact``, ``rights``, ``choices``, ``newsletter``, ``policy``) is how others lead to it, with
``{% page "contact" as contact %}`` or ``path_to("contact")``: empty where the site has none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from privacy.conf import privacy_settings
from privacy.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page that anybody may open. ``shows_policy``: before the first publication there is nothing on it."""

    view: str
    arguments: tuple[object, ...] = ()
    shows_policy: bool = False
    is_shown: Callable[[], bool] = lambda: True

    @property
    def path(self) -> str:
        """Return its path in the active language."""
        return reverse(self.view, args=self.arguments)


_pages: Registry[str, Page] = Registry("public page")
_named: Registry[str, Page] = Registry("name of a public page")


def public_page(page: Page, *, named: str = "") -> None:
    """Register a page, under what it is where other apps lead to it."""
    if named:
        _named.add(named, page)
    _pages.add(" ".join([page.view, *map(str, page.arguments)]), page)


def all_pages() -> Iterator[Page]:
    """Yield the pages that are shown now: the site's own, then those of the apps."""
    yield from _of_site().values()
    yield from (page for page in _pages.values() if page.is_shown())


def path_to(name: str) -> str:
    """Return the path of a page in the active language; empty where the site has none, or shows it to nobody now."""
    page = _of_site().get(name) or _named.get(name)
    return page.path if page and page.is_shown() else ""


def addresses() -> Iterator[dict[str, str]]:
    """Yield each page as its path in every language."""
    for page in all_pages():
        paths = {}
        for code, _title in settings.LANGUAGES:
            with translation.override(code):
                paths[code] = page.path
        yield paths


def _of_site() -> dict[str, Page]:
    return {name: Page(view=view) for name, view in privacy_settings().pages.items()}
