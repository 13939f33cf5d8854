"""What a browser may load and store, in closed lists."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What storage or a script is for. All but the first need consent, whatever the purpose (LAW S2, C-14, C-19)."""

    NECESSARY = "necessary", _("Necessary")
    ANALYTICS = "analytics", _("Analytics")
    MARKETING = "marketing", _("Marketing")


OPTIONAL = tuple(category for category in Category if category is not Category.NECESSARY)


class StorageKind(models.TextChoices):
    """Where a browser keeps an item."""

    COOKIE = "cookie", _("cookie")
    LOCAL = "localStorage", _("local storage")
    SESSION = "sessionStorage", _("session storage")
    DATABASE = "IndexedDB", _("browser database")
    CACHE = "CacheStorage", _("browser cache of pages")
    WORKER = "serviceWorker", _("background script")


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


class Control(models.TextChoices):
    """The button that was pressed."""

    ALL = "all", _("Accept all")
    NONE = "none", _("Reject all")
    SOME = "some", _("Save my choice")


class Surface(models.TextChoices):
    """Where the button was."""

    BANNER = "banner", _("the question at the top of a page")
    PAGE = "page", _("the page with the choices")
    INLINE = "inline", _("the place where the content stands")


class Change(StrEnum):
    """What can change so that somebody who said yes is asked again (LAW C-18)."""

    PURPOSE = "purpose"
    SERVICE = "service"
    USE = "use"
    RECIPIENT = "recipient"
    COUNTRY = "country"
    ITEM = "item"
    LIFETIME = "lifetime"


class Device(models.TextChoices):
    """What a choice was made on: as coarse as can be, kept only until it is counted."""

    MOBILE = "m", _("mobile")
    DESKTOP = "d", _("desktop")


class SightingKind(models.TextChoices):
    """What can be kept out."""

    COOKIE = "cookie", _("a cookie of our own pages")
    CSP = "csp", _("something that a page wanted to load")


class Problem(models.TextChoices):
    """How what an audit found differs from what is declared."""

    UNDECLARED = "undeclared", _("not declared")
    UNGRANTED = "ungranted", _("without consent")
    HOST = "host", _("on another host than declared")
    LIFETIME = "lifetime", _("another lifetime than declared")
    UNSEEN = "unseen", _("declared, never seen")
    READING = "reading", _("the device is read without consent")
    UNREACHABLE = "unreachable", _("could not be audited")


class Trace(models.TextChoices):
    """What an audit can come upon: each kind of storage, and what is no storage."""

    COOKIE = StorageKind.COOKIE.value, StorageKind.COOKIE.label
    LOCAL = StorageKind.LOCAL.value, StorageKind.LOCAL.label
    SESSION = StorageKind.SESSION.value, StorageKind.SESSION.label
    DATABASE = StorageKind.DATABASE.value, StorageKind.DATABASE.label
    CACHE = StorageKind.CACHE.value, StorageKind.CACHE.label
    WORKER = StorageKind.WORKER.value, StorageKind.WORKER.label
    REQUEST = "request", _("request")
    REDIRECT = "redirect", _("redirect")
    DEVICE = "device", _("feature of the device")
    PAGE = "page", _("page")

    @property
    def is_storage(self) -> bool:
        return self.value in StorageKind.values


class Outcome(models.TextChoices):
    """How an audit ended."""

    RUNNING = "running", _("under way")
    AGREES = "agrees", _("declared and found agree")
    DIFFERS = "differs", _("declared and found differ")
    SKIPPED = "skipped", _("skipped: no browser is installed")
    FAILED = "failed", _("did not come to an end")
