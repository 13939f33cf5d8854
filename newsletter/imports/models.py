"""Lists that staff bring along, and the evidence of the consents in them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsletter.imports.enums import Basis, ImportState
from newsletter.subscriptions.models import Subscription
from privacy.web.row_names import dated


class ListImport(models.Model):
    """A file of people that staff bring along, from its upload until its last row is taken over.

    ``content`` is the file, until the rows are taken over or a week has passed. ``done_rows`` of its rows are, each
    thousand with this number in one transaction, so that a killed process goes on where it stopped. ``counts`` is what
    would happen to how many, ``results`` what has. ``faults`` and ``sample`` name rows by their line, never by address.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    state = models.CharField(_("how far it is"), max_length=12, choices=ImportState, default=ImportState.READING)
    sha256 = models.CharField(_("hash of the file"), max_length=64)
    content = models.BinaryField(_("the file"), null=True)
    basis = models.CharField(_("what the people have said"), max_length=12, choices=Basis)
    consent_text = models.TextField(_("text that they agreed to"), blank=True)
    source = models.CharField(_("form or place where they agreed"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    done_rows = models.PositiveIntegerField(_("rows taken over"), default=0)
    counts = models.JSONField(_("what would happen"), default=dict)
    results = models.JSONField(_("what has happened"), default=dict)
    faults = models.JSONField(_("rows that cannot be taken over"), default=list)
    sample = models.JSONField(_("the first rows"), default=list)
    unused_columns = models.JSONField(_("columns that are not taken over"), default=list)
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = models.Manager()

    class Meta:
        ordering = ("-uploaded_at",)
        verbose_name = _("imported list")
        verbose_name_plural = _("imported lists")
        permissions = (("export_subscriptions", _("Can take the list of subscribers out as a file")),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(basis=Basis.CONFIRMED) | (~Q(consent_text="") & ~Q(source="")),
                name="imported_consent_has_evidence",
            ),
        )

    def __str__(self) -> str:
        return dated(self, self.uploaded_at)


class ImportedConsent(models.Model):
    """The evidence of a consent that was given elsewhere; its text is that of the subscription."""

    subscription = models.OneToOneField(
        Subscription,
        models.CASCADE,
        primary_key=True,
        related_name="imported_consent",
        verbose_name=_("subscription"),
    )
    given_at = models.DateTimeField(_("confirmed elsewhere at"))
    source = models.CharField(_("form or place where it was given"), max_length=200)
    list_sha256 = models.CharField(_("hash of the file"), max_length=64)
    place = models.CharField(_("line in the file"), max_length=120)
    # Empty: it goes with its subscription.
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("consent given elsewhere")
        verbose_name_plural = _("consents given elsewhere")

    def __str__(self) -> str:
        return str(self.pk)
