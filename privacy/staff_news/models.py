"""When and in which language each member of staff is told, and the mails that tell it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.staff_news.enums import When


class StaffPreference(models.Model):
    """When a member of staff is told what came in, and in which language they read the administration and its mails.

    ``language`` is a code; empty: that of the site.
    ``told``: the last entry told of in each stream of the journal. Numbers of a stream are given under a lock, so that
    none can appear below it later.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", primary_key=True, verbose_name=_("account")
    )
    when = models.CharField(_("tell me"), max_length=10, choices=When, default=When.AT_ONCE)
    language = models.CharField(_("language"), max_length=8, blank=True)
    told = models.JSONField(_("told up to"), default=dict, editable=False)
    told_at = models.DateTimeField(_("last told at"), editable=False)

    class Meta:
        verbose_name = _("mail to me")
        verbose_name_plural = _("mail to me")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class StaffDigest(models.Model):
    """A mail to a member of staff about the entries of the journal after ``since``, up to ``until``, by stream."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    since = models.JSONField(_("after"))
    until = models.JSONField(_("up to"))
    made_at = models.DateTimeField(_("at"))
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        ordering = ("-made_at", "id")
        verbose_name = _("mail to staff about what came in")
        verbose_name_plural = _("mails to staff about what came in")

    def __str__(self) -> str:
        return str(self.pk)
