"""Notices about staff accounts: the rows that mails to their owners are composed from."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proviso_site.accounts.enums import NoticeKind


class AccountNotice(models.Model):
    """A mail to ``recipient`` about something that happened to ``account``; ``by`` is who did it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what"), max_length=20, choices=NoticeKind.choices)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("to"))
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("done by")
    )
    happened_at = models.DateTimeField(_("at"))
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        ordering = ("-happened_at", "id")
        verbose_name = _("notice about an account")
        verbose_name_plural = _("notices about accounts")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
