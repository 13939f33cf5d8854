"""Template context of every page: the controller, and links to the page in other languages."""

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

from privacy.register import in_force
from privacy.register.languages.fields import name_of, site_languages
from privacy.register.purposes.queries import with_settings


class LanguageLink(TypedDict):
    code: str
    name: str
    url: str
    is_current: bool


def site(request: HttpRequest) -> dict[str, object]:
    """Return ``controller``, ``wordmark``, ``favicon``, ``without_newsletter``, ``base_url`` and ``languages``.

    Needs no query and no session.
    """
    controller = in_force.controller()
    name = slugify(controller.name)
    return {
        "controller": with_settings(controller),
        "wordmark": wordmark(name),
        "favicon": favicon(name),
        "without_newsletter": not in_force.tells("newsletter"),
        "base_url": settings.BASE_URL,
        # Evaluated at most once per page: header and footer both use it, and it takes a quarter of the rendering time.
        "languages": SimpleLazyObject(partial(language_links, request.get_full_path())),
    }


@cache
def wordmark(company: str) -> object:
    """Return the template of the company's wordmark, else that of its name in plain letters."""
    return select_template([f"wordmarks/{company}.html", "wordmarks/name.html"]).template


@cache
def favicon(company: str) -> str:
    """Return the path of the company's icon among the static files, else that of a neutral icon."""
    own = f"img/{company}.svg"
    return own if company and finders.find(own) else "img/favicon.svg"


def language_links(path: str) -> list[LanguageLink]:
    """Return links to the page at ``path`` in each language that the site offers, and in the one that it is read in.

    A path without a page is not translated.
    """
    current = get_language()
    offered = {*in_force.languages(), current}
    return [
        LanguageLink(
            code=code,
            name=name_of(code),
            url=translate_url(path, code),
            is_current=code == current,
        )
        for code in site_languages()
        if code in offered
    ]
