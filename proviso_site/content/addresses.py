"""Addresses of own pages: the last part of the path in each language, and links between the languages."""

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.text import slugify

from privacy.web import pages
from proviso_site.content import published
from proviso_site.content.frozen import FrozenPage

# Norwegian letters as Norwegians write them in addresses; slugify would drop them.
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a", "ß": "ss"})
LONGEST = 60


class OwnPageConverter:
    """Matches the address of a page that is published in the active language, and nothing else."""

    regex = "[a-z0-9-]+"

    def to_python(self, value: str) -> FrozenPage:
        page = published.find(value)
        if page is None:
            raise ValueError(value)
        return page

    def to_url(self, value: str) -> str:
        return value


def address_from(words: str) -> str:
    """Return words as a part of an address: small letters a to z, digits and hyphens."""
    return slugify(words.translate(_LETTERS))[:LONGEST].strip("-_").replace("_", "-")


def is_taken(address: str, language: str, *, key: str) -> bool:
    """Tell whether something else than the page ``key`` answers at an address."""
    if address in dict(settings.LANGUAGES):  # the front page in that language
        return True
    with translation.override(language):
        prefix = "" if language == settings.LANGUAGE_CODE else f"{language}/"
        try:
            match = resolve(f"/{prefix}{address}/")
        except Resolver404:
            return False
    page = match.kwargs.get("page")
    return not (isinstance(page, FrozenPage) and page.key == key)


def leads_somewhere(address: str) -> bool:
    """Tell whether a link can be followed: another site, a mailbox, a telephone, or a page of this site."""
    if address.startswith(("https://", "http://", "mailto:", "tel:", "#")):
        return True
    path = address.partition("#")[0].partition("?")[0]
    return path.startswith("/") and any(path in page.values() for page in pages.addresses())


def in_language(address: str, language: str) -> str:
    """Return the address of the same page in a language, where a link leads to a page of this site."""
    if not address.startswith("/"):
        return address
    path, mark, rest = address.partition("#")
    for page in pages.addresses():
        if path in page.values():
            return page.get(language, path) + mark + rest
    return address
