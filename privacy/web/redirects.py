"""Addresses that a request asks to be sent on to, such as ``next`` of a form or a login."""

import unicodedata

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

from privacy.web.methods import answers_get

LONGEST = 2000  # characters


def checked_target(request: HttpRequest, wanted: str) -> str | None:
    """Return ``wanted`` as an ASCII address of this site; None if it is none, or holds a space or control character.

    Raises ``DisallowedHost`` if the request itself names another host.
    """
    if not wanted or len(wanted) > LONGEST or any(_is_unfit(letter) for letter in wanted):
        return None
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return None
    return iri_to_uri(wanted)


def existing_target(request: HttpRequest, wanted: str) -> str | None:
    """Return ``wanted`` like ``checked_target``, and None also if no page of this site opens at that address."""
    target = checked_target(request, wanted)
    if target is None or not target.startswith("/"):
        return None
    path = wanted.partition("?")[0].partition("#")[0]
    # Part of an address is in the language of its prefix.
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    # The administration answers every address below its own; only its pages have names.
    return target if match.url_name and answers_get(match.func, match.url_name) else None


def _is_unfit(letter: str) -> bool:
    # C…: control, format and unassigned characters; Z…: spaces and line separators. A browser drops some of them, and
    # so would lead elsewhere than what was checked.
    return letter == "\\" or unicodedata.category(letter)[0] in "CZ"
