"""Choices of the fields of audits and findings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consent.services.enums import StorageKind


class Problem(models.TextChoices):
    """The kinds of difference between an audit and the register."""

    UNDECLARED = "undeclared", _("not declared")
    UNGRANTED = "ungranted", _("without consent")
    HOST = "host", _("on another host than declared")
    LIFETIME = "lifetime", _("another lifetime than declared")
    UNSEEN = "unseen", _("declared, never seen")
    READING = "reading", _("the device is read without consent")
    UNREACHABLE = "unreachable", _("could not be audited")


class Trace(models.TextChoices):
    """The kinds of observation of an audit: each kind of storage, requests, device features and pages."""

    COOKIE = StorageKind.COOKIE.value, StorageKind.COOKIE.label
    LOCAL = StorageKind.LOCAL.value, StorageKind.LOCAL.label
    SESSION = StorageKind.SESSION.value, StorageKind.SESSION.label
    DATABASE = StorageKind.DATABASE.value, StorageKind.DATABASE.label
    CACHE = StorageKind.CACHE.value, StorageKind.CACHE.label
    WORKER = StorageKind.WORKER.value, StorageKind.WORKER.label
    FILES = StorageKind.FILES.value, StorageKind.FILES.label
    BUCKET = StorageKind.BUCKET.value, StorageKind.BUCKET.label
    WINDOW = StorageKind.WINDOW.value, StorageKind.WINDOW.label
    REQUEST = "request", _("request")
    REDIRECT = "redirect", _("redirect")
    DEVICE = "device", _("feature of the device")
    PAGE = "page", _("page")

    @property
    def is_storage(self) -> bool:
        return self.value in StorageKind.values


class Outcome(models.TextChoices):
    """How an audit ended."""

    WAITING = "waiting", _("waits for the worker")
    RUNNING = "running", _("under way")
    AGREES = "agrees", _("declared and found agree")
    DIFFERS = "differs", _("declared and found differ")
    PARTLY = "partly", _("no difference, but not everything was compared")
    NOTHING = "nothing", _("nothing was compared")
    SKIPPED = "skipped", _("skipped: no browser is installed")
    FAILED = "failed", _("did not come to an end")


class NotCompared(models.TextChoices):
    """The reasons why an audit compared nothing, each as a sentence."""

    NOT_OURS = "not-ours", _("The address is not that of this installation, so there is no register to compare with.")
    NO_REGISTER = "no-register", _("No register is in force: publish the policy first.")
    OTHER_REGISTER = (
        "other-register",
        _("What answers at the address does not publish the register in force here: it is another site or database."),
    )
    NO_PAGE = "no-page", _("No page of the site could be opened.")
    ELSEWHERE = "elsewhere", _("Every page leads to another site.")
    NO_CHOICE = "no-choice", _("No choice could be made on the page of choices.")
    INCOMPLETE = "incomplete", _("No visit was complete: time ran out before the pages of a single state were visited.")
