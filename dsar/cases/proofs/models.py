"""Proofs: links that were used and codes for a download, and that a provider said who somebody is."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsar.cases.models import Case
from privacy.addresses.model_fields import AddressField, WrittenAddressField

MOST_TRIES = 5
LONGEST_PROVIDER = 100


class UsedLink(models.Model):
    """A mailed link that has opened its request and opens nothing any more; only the link's hash is stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.CharField(_("hash"), max_length=64, unique=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    used_at = models.DateTimeField(_("used at"), db_index=True)

    class Meta:
        verbose_name = _("used link")
        verbose_name_plural = _("used links")

    def __str__(self) -> str:
        return self.digest[:8]


class LinkRequest(models.Model):
    """Somebody asked for new links to the requests of an address.

    A row and a letter are made for every address; whether it has requests is seen when the letter is composed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = AddressField(_("e-mail address"), db_index=True)
    email_written = WrittenAddressField(_("e-mail address as written"), editable=False)
    language = models.CharField(_("language"), max_length=8)
    asked_at = models.DateTimeField(_("asked for at"), db_index=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)

    class Meta:
        verbose_name = _("request for new links")
        verbose_name_plural = _("requests for new links")

    def __str__(self) -> str:
        return str(self.id)


class DownloadCodeQuerySet(models.QuerySet["DownloadCode"]):
    def unended(self, now: datetime) -> "DownloadCodeQuerySet":
        """Codes that neither time nor use has ended."""
        return self.filter(Q(expires_at__gt=now) | Q(expires_at=None), used_at=None)

    def awaited(self, now: datetime) -> "DownloadCodeQuerySet":
        """Codes that may be typed now or are on their way by mail."""
        return self.unended(now).filter(tries__lt=MOST_TRIES)

    def valid(self, now: datetime) -> "DownloadCodeQuerySet":
        """Codes that were mailed and may be typed now."""
        return self.filter(expires_at__gt=now, used_at=None, tries__lt=MOST_TRIES).exclude(digest="")


class DownloadCode(models.Model):
    """A code that is mailed for one download of one request's file.

    It is drawn when its letter is composed, and only a keyed hash of it is stored: until then ``digest`` is empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    digest = models.CharField(_("hash"), max_length=64, blank=True)
    made_at = models.DateTimeField(_("asked for at"), db_index=True)
    expires_at = models.DateTimeField(_("expires at"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    used_at = models.DateTimeField(_("used at"), null=True)

    objects: ClassVar = DownloadCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code for a download")
        verbose_name_plural = _("codes for downloads")
        constraints = (
            models.CheckConstraint(condition=Q(tries__lte=MOST_TRIES), name="code_tried_so_often"),
            # An address has one code at a time: a new one makes the earlier ones invalid.
            models.UniqueConstraint(
                fields=("case",), condition=Q(used_at=None, expires_at=None), name="one_code_on_its_way_per_case"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class IdentityProofQuerySet(models.QuerySet["IdentityProof"]):
    def proven(self) -> "IdentityProofQuerySet":
        """Those in which the provider said who it is."""
        return self.filter(proven_at__isnull=False)


class IdentityProof(models.Model):
    """An attempt to prove with a provider who somebody is, and the name that came of it (LAW D-08, D-11).

    Only the name is kept of what the provider says, for staff to compare: no number and no date of birth. ``provider``
    is what people call it. ``browser`` is the hash of a secret that only the browser holds that began.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="identity_proofs")
    provider = models.CharField(_("provider"), max_length=LONGEST_PROVIDER)
    browser = models.CharField(_("hash"), max_length=64)
    begun_at = models.DateTimeField(_("begun at"), db_index=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    proven_at = models.DateTimeField(_("proven at"), null=True)
    name = models.CharField(_("name, as the provider says"), max_length=200, blank=True)

    objects: ClassVar = IdentityProofQuerySet.as_manager()

    class Meta:
        ordering = ("begun_at",)
        verbose_name = _("proof of identity")
        verbose_name_plural = _("proofs of identity")
        constraints = (
            models.CheckConstraint(
                condition=Q(proven_at=None, name="") | Q(proven_at__isnull=False, ended_at__isnull=False) & ~Q(name=""),
                name="identity_proof_has_name_once_proven",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
