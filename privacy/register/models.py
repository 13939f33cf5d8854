"""What was published: numbered, hashed, immutable (LAW P58, P59, X-30)."""

from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.db import models
from django.db.models import Window
from django.db.models.functions import Lag
from django.utils.translation import gettext_lazy as _

from privacy.register.frozen.register import Register, parse


class RevisionQuerySet(models.QuerySet["Revision"]):
    def newest_first(self) -> "RevisionQuerySet":
        return self.order_by("-number")

    def with_the_one_before(self) -> "RevisionQuerySet":
        """Add to each the number of the revision that it replaced, as ``before``."""
        return self.annotate(before=Window(Lag("number"), order_by="number"))


class Revision(models.Model):
    """The whole register as it stood when it was published. A trigger refuses UPDATE, DELETE and TRUNCATE."""

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
        """What was frozen, in types."""
        return parse(self.content)


class RevisionText(models.Model):
    """The policy of one revision in one language, exactly as visitors read it."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="texts")
    language = models.CharField(_("language"), max_length=8)
    html = models.TextField(_("text"))
    sha256 = models.CharField(_("hash"), max_length=64)

    class Meta:
        ordering = ("revision", "language")
        constraints = (models.UniqueConstraint(fields=("revision", "language"), name="one_text_per_language"),)

    def __str__(self) -> str:
        return f"{self.revision_id} {self.language}"


class DocumentName(models.TextChoices):
    """What can be made of a revision besides its pages."""

    POLICY = "policy.pdf", _("the policy as PDF")
    REGISTER = "register.json", _("the register as JSON-LD")


class RevisionDocument(models.Model):
    """A file made of one revision, made once: later versions of the code never change what was handed out."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="documents")
    name = models.CharField(_("file"), max_length=24, choices=DocumentName)
    language = models.CharField(_("language"), max_length=8, blank=True, help_text=_("Empty: in every language."))
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("hash"), max_length=64)

    class Meta:
        ordering = ("revision", "name", "language")
        verbose_name = _("document of a revision")
        verbose_name_plural = _("documents of revisions")
        constraints = (
            models.UniqueConstraint(fields=("revision", "name", "language"), name="one_document_per_language"),
        )

    def __str__(self) -> str:
        return f"{self.revision_id} {self.name} {self.language}"


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def unposted(self) -> "AnnouncementQuerySet":
        """Those whose letters are not all written."""
        return self.filter(posted_at__isnull=True)


class Announcement(models.Model):
    """A revision that people are told about (Art. 13(3)). ``changes`` are ``Material`` changes as JSON."""

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
        """Tell whether the site still says so."""
        return now < self.shown_until
