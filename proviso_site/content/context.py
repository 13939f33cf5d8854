"""Template context: the menu on every page, and what a page of our own shows."""

from functools import partial
from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from privacy.register import in_force
from privacy.register.languages.fields import name_of
from proviso_site.content import published
from proviso_site.content.frozen import FrozenPage
from proviso_site.content.rendering import shown
from proviso_site.pages.context_processors import LanguageLink


class MenuLink(TypedDict):
    title: str
    url: str
    is_current: bool


def own_menu(request: HttpRequest) -> dict[str, object]:
    """Return ``own_menu``: links to the pages of our own that exist in this language. A context processor."""
    return {"own_menu": SimpleLazyObject(partial(_menu, request.path))}


def _menu(path: str) -> list[MenuLink]:
    language = get_language() or settings.LANGUAGE_CODE
    return [
        MenuLink(title=page.title[language], url=url, is_current=url == path)
        for page in published.current().pages
        if page.is_in_menu and language in page.title and (url := published.paths(page)[language])
    ]


def page_context(page: FrozenPage) -> dict[str, object]:
    """Return what the templates of the front page and of own pages need, in the active language."""
    paths = published.paths(page)
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "page": shown(page),
        "paths": paths,
        "path": paths[language],
        "languages": [
            LanguageLink(code=code, name=name_of(code), url=paths.get(code) or _home(code), is_current=code == language)
            for code in dict.fromkeys([*in_force.languages(), language])
        ],
    }


def _home(code: str) -> str:
    with translation.override(code):
        return reverse("home")
