"""What every page needs: who runs the site, and the same page in the other languages."""

from functools import partial
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from privacy import in_force


class LanguageLink(TypedDict):
    code: str
    name: str
    url: str
    is_current: bool


def site(request: HttpRequest) -> dict[str, object]:
    """Give templates `controller`, `base_url` and `languages`; no query, no session."""
    return {
        "controller": in_force.part("privacy").get("controller", {})
        | {name: value for name, value in settings.CONTROLLER.items() if value},
        "base_url": settings.BASE_URL,
        "languages": partial(language_links, request.get_full_path()),
    }


def language_links(path: str) -> list[LanguageLink]:
    """Say where the page at `path` is in each language; a path that is no page leads to itself."""
    current = get_language()
    return [
        LanguageLink(
            code=code,
            name=name.rpartition(" ")[2].capitalize(),
            url=translate_url(path, code),
            is_current=code == current,
        )
        for code, name in settings.LANGUAGES
    ]
