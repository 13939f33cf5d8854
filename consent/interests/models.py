"""Profiles of interests: who said yes to one, what was derived, and the requests for the link to it."""

import uuid
from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.addresses.model_fields import AddressField, WrittenAddressField
from privacy.restriction.guard import GuardedManager


class ProfileQuerySet(models.QuerySet["Profile"]):
    def live(self) -> "ProfileQuerySet":
        """Profiles that may be used."""
        return self.filter(ended_at__isnull=True)


class Profile(models.Model):
    """A person's yes to a profile of interests. Without this row nothing is derived.

    A no deletes it. ``ended_at``: since when it is kept for a legal hold only, and not used (LAW D-37). ``salt`` goes
    into the hash of the address that the journal keeps.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = AddressField(_("e-mail address"), db_index=True)
    email_written = WrittenAddressField(_("e-mail address as written"), editable=False)
    salt = models.UUIDField(_("salt"), default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    language = models.CharField(_("language"), max_length=8)
    consented_at = models.DateTimeField(_("said yes at"))
    consent_text = models.TextField(_("text that was agreed to"))
    revision = models.PositiveIntegerField(_("revision of the policy"), null=True)
    ended_at = models.DateTimeField(_("only kept since"), null=True)
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = GuardedManager.from_queryset(ProfileQuerySet)()
    stored: ClassVar = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ("-consented_at", "-id")
        verbose_name = _("profile of interests")
        verbose_name_plural = _("profiles of interests")
        indexes = (models.Index(fields=("consented_at", "id"), name="profile_by_time"),)
        constraints = (
            models.UniqueConstraint(
                fields=("email",), condition=Q(ended_at__isnull=True), name="one_live_profile_per_address"
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Interest(models.Model):
    """An interest that a rule concluded. ``title`` and ``because`` are words for the person, in their language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="interests", verbose_name=_("profile"))
    rule = models.CharField(_("rule"), max_length=40)
    subject = models.CharField(_("subject"), max_length=40, db_index=True)
    title = models.TextField(_("interest"))
    because = models.TextField(_("because"))
    found_at = models.DateTimeField(_("rests on what happened at"))
    derived_at = models.DateTimeField(_("concluded at"))
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = GuardedManager()
    stored: ClassVar = models.Manager()

    class Meta:
        ordering = ("title", "rule", "id")
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        constraints = (
            models.UniqueConstraint(fields=("profile", "rule", "subject"), name="one_interest_of_a_rule_and_subject"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class ProfileLink(models.Model):
    """A request for the link to one's own profile. ``mailed_at``: when the mail left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = AddressField(_("e-mail address"), db_index=True)
    email_written = WrittenAddressField(_("e-mail address as written"), editable=False)
    language = models.CharField(_("language"), max_length=8)
    requested_at = models.DateTimeField(_("asked for at"))
    mailed_at = models.DateTimeField(_("mailed at"), null=True)
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        ordering = ("-requested_at", "-id")
        verbose_name = _("request for the link to a profile")
        verbose_name_plural = _("requests for the link to a profile")

    def __str__(self) -> str:
        return str(self.pk)
