"""The address that the site gives a page leads to that page, in every language."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils.translation import override

from dsar.cases.enums import Right

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def names(resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the names of all pages."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from names(one, (*spaces, one.namespace) if one.namespace else spaces)
        elif isinstance(one, URLPattern) and one.name:
            yield ":".join([*spaces, one.name])


def is_taken_for_another(name: str) -> bool:
    try:
        address = reverse(name)
    except NoReverseMatch:  # it has a changing part
        return False
    return resolve(address).view_name != name


@pytest.mark.parametrize("code", LANGUAGES)
def test_address_of_a_page_is_not_taken_for_another(code: str) -> None:
    with override(code):
        # Django’s own login is behind ours on purpose.
        assert [name for name in {*names()} - {"admin:login"} if is_taken_for_another(name)] == []


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", ["dsar:ask", "dsar:ask_done"])
@pytest.mark.parametrize("right", Right)
def test_address_of_a_right_is_not_taken_for_a_link_of_a_mail(code: str, name: str, right: Right) -> None:
    with override(code):
        found = resolve(reverse(name, kwargs={"right": right}))
    assert (found.view_name, found.kwargs["right"]) == (name, right)
