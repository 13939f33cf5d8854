"""Form fields in public templates and on the pages of the running site."""

import re
from collections import defaultdict
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.http import Http404
from django.template import engines
from django.urls import resolve
from django.utils import translation

from privacy.conf import privacy_settings
from privacy.inventory import collecting
from privacy.registry import RegisteringAppConfig
from privacy.web import html, pages
from privacy.web.own_site import OwnSite

_NAMED = re.compile(
    r"<(?:input|select|textarea|button)\b[^>]*?\sname=(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE | re.DOTALL
)
_CONTROLS = frozenset({"input", "select", "textarea", "button"})
_NOT_PUBLIC = frozenset({"admin", "dev"})


@dataclass(frozen=True)
class UndeclaredField:
    """A field that no declared form has, and the template or page that contains it."""

    place: str
    name: str

    def __str__(self) -> str:
        return f"{self.name} ({self.place})"


def undeclared_in_templates() -> list[UndeclaredField]:
    """Return the named fields in the markup of public templates that no declared form has."""
    known = collecting.all_names()
    fields: list[UndeclaredField] = []
    for folder in _template_folders():
        for file in sorted(folder.rglob("*.html")):
            place = file.relative_to(folder)
            if place.parts[0] not in _NOT_PUBLIC:
                names = {first or second for first, second in _NAMED.findall(file.read_text(encoding="utf-8"))}
                fields += [UndeclaredField(str(place), name) for name in sorted(names - known)]
    return fields


def _template_folders() -> list[Path]:
    """Return where the site and the apps that register what they hold keep their templates."""
    own = (config for config in apps.get_app_configs() if isinstance(config, RegisteringAppConfig))
    return [*map(Path, engines["django"].dirs), *(Path(config.path) / "templates" for config in own)]


@dataclass(frozen=True)
class PageScan:
    """The number of forms on the pages of the site, their undeclared fields, and the pages that failed."""

    forms: int
    strays: list[UndeclaredField]
    failed: list[str]


def scan_pages(site: OwnSite) -> PageScan:
    """Ask the site for each public page in every language, and read the forms that it shows."""
    forms, strays, failed = 0, set[UndeclaredField](), list[str]()
    for path in dict.fromkeys(path for page in pages.addresses() for path in page.values()):
        page = site.get(path)
        if page.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            failed.append(path)
            continue
        for form in forms_in(page.text, path):
            forms += 1
            allowed = collecting.names_for(form.view)
            strays |= {UndeclaredField(path, name) for name in form.names if name not in allowed}
    return PageScan(forms=forms, strays=sorted(strays, key=str), failed=failed)


@dataclass(frozen=True)
class ShownForm:
    """A form on a page: the view that it posts to, and the names of its fields."""

    view: str
    names: tuple[str, ...]


def forms_in(text: str, path: str) -> list[ShownForm]:
    """Return the forms of a page that have named fields, including those inside ``<template>``.

    Fields outside any form count as a form of their own, and so does a button with ``formaction``.
    """
    names: dict[html.Element | None, list[str]] = defaultdict(list)
    posted: list[tuple[str, html.Element | None]] = [("", None)]
    for element in html.parse(text).all():
        form = element.around("form")
        if element.tag == "form":
            posted.append((element.get("action"), element))
        if element.tag in _CONTROLS and element.get("name"):
            names[form].append(element.get("name"))
        if element.get("formaction"):
            posted.append((element.get("formaction"), form))
    return [ShownForm(_view(action or path), tuple(names[form])) for action, form in posted if names[form]]


def _view(action: str) -> str:
    """Return the view name of an address on this site; any other address is returned unchanged."""
    parts = urlsplit(action)
    if parts.netloc and parts.netloc != urlsplit(privacy_settings().base_url).netloc:
        return action
    with translation.override(_language(parts.path)):
        try:
            return resolve(parts.path).view_name
        except Http404:
            return action


def _language(path: str) -> str:
    return translation.get_language_from_path(path) or settings.LANGUAGE_CODE
