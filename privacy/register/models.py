"""Base of rows with a key, and published revisions: numbered, hashed and immutable (LAW P58, P59)."""

from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Window
from django.db.models.functions import Lag
from django.utils.translation import gettext_lazy as _

from privacy.register.frozen.register import Register, parse

KEY = r"^[A-Za-z0-9_.*-]+$"


class Keyed(models.Model):
    """Abstract row whose key is the same in seeds, in code and in revisions."""

    key = models.CharField(_("key"), max_length=80, unique=True, validators=[RegexValidator(KEY)])
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ("order", "key")

    def __str__(self) -> str:
        return self.key


class RevisionQuerySet(models.QuerySet["Revision"]):
    def newest_first(self) -> "RevisionQuerySet":
        return self.order_by("-number")

    def last_before(self, moment: datetime) -> "Revision | None":
        """Return the revision that was in force just before a time."""
        return self.filter(published_at__lt=moment).newest_first().first()

    def with_the_one_before(self) -> "RevisionQuerySet":
        """Annotate each revision with ``before``, the number of the revision that it replaced."""
        return self.annotate(before=Window(Lag("number"), order_by="number"))


class Revision(models.Model):
    """The whole register at its publication. A database trigger refuses UPDATE, DELETE and TRUNCATE."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    published_at = models.DateTimeField(_("published at"))
    content = models.JSONField(_("content"))
    sha256 = models.CharField(_("hash"), max_length=64)

    objects: ClassVar = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        verbose_name = _("published revision")
        verbose_name_plural = _("published revisions")

    def __str__(self) -> str:
        return str(self.number)

    @cached_property
    def register(self) -> Register:
        """The content as a typed register."""
        return parse(self.content)


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def unposted(self) -> "AnnouncementQuerySet":
        """Return announcements whose letters are not all written."""
        return self.filter(posted_at__isnull=True)


class Announcement(models.Model):
    """The announcement of a revision (GDPR Art. 13(3)). ``changes`` are ``Material`` changes as JSON."""

    revision = models.OneToOneField(Revision, models.PROTECT, primary_key=True, verbose_name=_("revision"))
    replaced = models.PositiveIntegerField(_("revision before"))
    changes = models.JSONField(_("changes"))
    announced_at = models.DateTimeField(_("announced at"))
    shown_until = models.DateTimeField(_("shown on the site until"))
    posted_at = models.DateTimeField(_("letters written at"), null=True)

    objects: ClassVar = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ("-revision_id",)
        verbose_name = _("announced change")
        verbose_name_plural = _("announced changes")

    def __str__(self) -> str:
        return str(self.revision_id)

    def is_shown(self, now: datetime) -> bool:
        """Tell whether the site still shows the announcement."""
        return now < self.shown_until
