"""Closed lists of choices."""

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What storage or a script is for. All but the first need consent, whatever the purpose (LAW S2, C-14, C-19)."""

    NECESSARY = "necessary", _("Necessary")
    ANALYTICS = "analytics", _("Analytics")
    MARKETING = "marketing", _("Marketing")


OPTIONAL = tuple(category for category in Category if category is not Category.NECESSARY)


def categories_in_words(names: Iterable[str]) -> str:
    """Return the names of categories in words; a category that is no longer there keeps its name."""
    return ", ".join(map(category_in_words, names)) or "–"


def category_in_words(name: str) -> str:
    """Return the name of a category in words; one that is no longer there keeps its name."""
    return str(dict(Category.choices).get(name, name))


class StorageKind(models.TextChoices):
    """Where a browser keeps an item."""

    COOKIE = "cookie", _("cookie")
    LOCAL = "localStorage", _("local storage")
    SESSION = "sessionStorage", _("session storage")
    DATABASE = "IndexedDB", _("browser database")
    CACHE = "CacheStorage", _("browser cache of pages")
    WORKER = "serviceWorker", _("background script")
    FILES = "OPFS", _("files of the site in the browser")
    BUCKET = "storageBucket", _("storage bucket")
    WINDOW = "window.name", _("name of the window")


class Party(models.TextChoices):
    """Who can read an item: the site that set it, or the vendor on every site (LAW C-08)."""

    FIRST = "first", _("this site")
    THIRD = "third", _("the vendor, on every site that uses it")


class DeletableBy(models.TextChoices):
    """Who is able to remove an item from a browser."""

    PAGE = "page", _("a script of the page")
    SERVER = "server", _("our server")
    EDGE = "edge", _("only the network in front of the site")
    NOBODY = "nobody", _("nobody but the person")


class Change(StrEnum):
    """What can change so that somebody who said yes is asked again (LAW C-18)."""

    PURPOSE = "purpose"
    SERVICE = "service"
    USE = "use"
    RECIPIENT = "recipient"
    COUNTRY = "country"
    ITEM = "item"
    LIFETIME = "lifetime"
