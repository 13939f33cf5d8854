"""The public pages: each app says which it has, and leads to another's by what it is, never by the name of its view.

An app calls ``public_page`` for each of its own; the site names its own in ``PRIVACY["PAGES"]``. What a page *is*
(``home``, ``contact``, ``rights``, ``choices``, ``newsletter``, ``policy``) is how others lead to it, with
``{% page "contact" as contact %}`` or ``path_to("contact")``: empty where the site has none. Pages that staff write
come from a function that is registered with ``pages_from``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import get_language

from privacy.conf import privacy_settings
from privacy.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page that anybody may open. ``shows_policy``: before the first publication there is nothing on it.
    ``is_optional``: a site may leave its addresses out, and then does not have it.

    ``paths``: where it lies in each language that it exists in, if its address has words of its own.
    """

    view: str
    arguments: tuple[object, ...] = ()
    shows_policy: bool = False
    is_optional: bool = False
    is_shown: Callable[[], bool] = lambda: True
    paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Return its path in the active language; empty if it does not exist in that language or on this site."""
        if self.paths:
            return self.paths.get(get_language() or settings.LANGUAGE_CODE, "")
        try:
            return reverse(self.view, args=self.arguments)
        except NoReverseMatch:
            if self.is_optional:
                return ""
            raise


Source = Callable[[], Iterable[Page]]
_sources: list[Source] = []
_pages: Registry[str, Page] = Registry("public page")
_named: Registry[str, Page] = Registry("name of a public page")


def public_page(page: Page, *, named: str = "") -> None:
    """Register a page, under what it is where other apps lead to it."""
    if named:
        _named.add(named, page)
    _pages.add(" ".join([page.view, *map(str, page.arguments)]), page)


def pages_from(source: Source) -> Source:
    """Register a function that returns further pages, read at each use. A decorator."""
    _sources.append(source)
    return source


def all_pages() -> Iterator[Page]:
    """Yield the pages that are shown now in the active language: the site's own, then those of the apps."""
    yield from (page for page in _every_page() if page.is_shown() and page.path)


def _every_page() -> Iterator[Page]:
    yield from _of_site().values()
    yield from _pages.values()
    for source in _sources:
        yield from source()


def path_to(name: str) -> str:
    """Return the path of a page in the active language; empty where the site has none, or shows it to nobody now."""
    page = _of_site().get(name) or _named.get(name)
    return page.path if page and page.is_shown() else ""


def addresses() -> Iterator[dict[str, str]]:
    """Yield each page as its path in every language that it is shown in."""
    for page in _every_page():
        paths = {}
        for code, _title in settings.LANGUAGES:
            with translation.override(code):
                if page.is_shown() and page.path:
                    paths[code] = page.path
        if paths:
            yield paths


def _of_site() -> dict[str, Page]:
    return {name: Page(view=view) for name, view in privacy_settings().pages.items()}
