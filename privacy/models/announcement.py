"""What a material change was, how long the site says so, and whether everybody it concerns has a letter."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.models.revision import Revision


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def unposted(self) -> "AnnouncementQuerySet":
        """Those whose letters are not all written."""
        return self.filter(posted_at__isnull=True)


class Announcement(models.Model):
    """A revision that people are told about (Art. 13(3)). ``changes`` are ``privacy.materiality.Material`` as JSON."""

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
