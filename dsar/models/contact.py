"""Who asked, and what they and we wrote: kept apart from the request so that it can go earlier."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dsar.enums import Right
from dsar.models.case import Case


class ContactQuerySet(models.QuerySet["Contact"]):
    def of(self, address: str) -> "ContactQuerySet":
        return self.filter(email=address)


class Contact(models.Model):
    """The address of one request, the person's words and ours. Deleted soon after the request is closed.

    ``is_open`` and ``right`` repeat the request's state for the constraint. ``is_forgotten_when_told`` marks an
    address that an erasure removes as soon as the last letter has left.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="contact")
    email = models.EmailField(_("e-mail address"), max_length=254, db_index=True)
    message = models.TextField(_("what you wrote"), blank=True)
    answer = models.TextField(_("what we answered"), blank=True)
    right = models.CharField(_("right"), max_length=16, choices=Right)
    is_open = models.BooleanField(_("confirmed and not answered"), default=False)
    is_forgotten_when_told = models.BooleanField(_("removed with the last letter"), default=False)
    retain_until = models.DateTimeField(_("kept until"), null=True, db_index=True)

    objects: ClassVar = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("who asked")
        verbose_name_plural = _("who asked")
        constraints = (
            models.UniqueConstraint(
                fields=("email", "right"), condition=Q(is_open=True), name="one_open_case_per_right"
            ),
        )

    def __str__(self) -> str:
        return str(self.case_id)
