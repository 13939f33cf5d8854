"""What every page needs: who runs the site, and the same page in the other languages."""

from functools import cache, partial
from typing import TypedDict

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import select_template
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.text import slugify
from django.utils.translation import get_language

from privacy.purposes.queries import with_settings
from privacy.register import in_force


class LanguageLink(TypedDict):
    code: str
    name: str
    url: str
    is_current: bool


def site(request: HttpRequest) -> dict[str, object]:
    """Give templates what every page needs; no query, no session.

    `controller`, its `wordmark` and `favicon`, whether it is `without_newsletter`, `base_url` and `languages`.
    """
    controller = in_force.controller()
    name = slugify(controller.name)
    return {
        "controller": with_settings(controller),
        "wordmark": wordmark(name),
        "favicon": favicon(name),
        "without_newsletter": not in_force.tells("newsletter"),
        "base_url": settings.BASE_URL,
        # Once a page, and only where a template asks: the head and the foot both do, and it is a fourth of the work.
        "languages": SimpleLazyObject(partial(language_links, request.get_full_path())),
    }


@cache
def wordmark(company: str) -> object:
    """Return the template that draws the company's name: its own where there is one, else the name in letters."""
    return select_template([f"wordmarks/{company}.html", "wordmarks/name.html"]).template


@cache
def favicon(company: str) -> str:
    """Return the static file of the company's icon: its own where there is one, else one that stands for nobody."""
    own = f"img/{company}.svg"
    return own if company and finders.find(own) else "img/favicon.svg"


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
