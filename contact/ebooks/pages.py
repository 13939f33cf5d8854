"""The library, and the page of each published book."""

from collections.abc import Iterator
from functools import partial

from django.urls import reverse
from django.utils import translation

from contact.ebooks.queries import published_addresses
from privacy.register import in_force
from privacy.web.pages import Page, pages_from, public_page

public_page(Page(view="ebooks:library", is_shown=partial(in_force.tells, "ebooks")), named="ebooks")


@pages_from
def books() -> Iterator[Page]:
    """Yield the page of each published book, in the languages that have a title."""
    if not in_force.tells("ebooks"):
        return
    for address, titles in published_addresses():
        paths = {}
        for code in titles:
            with translation.override(code):
                paths[code] = reverse("ebooks:book", args=[address])
        yield Page(view="ebooks:book", arguments=(address,), paths=paths)
