"""What members of the staff keep for themselves."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """A filter of a list that a member of the staff has given a name: the label of the model, and its look-ups.

    The words of a search are never kept: they may be somebody's address.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("account"))
    model = models.CharField(_("list"), max_length=100, editable=False)
    name = models.CharField(_("name of the filter"), max_length=60)
    query = models.CharField(_("filter"), max_length=500, editable=False)
    made_at = models.DateTimeField(_("at"), editable=False)

    class Meta:
        ordering = ("name", "id")
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = (models.UniqueConstraint(fields=("user", "model", "name"), name="one_filter_of_a_name"),)

    def __str__(self) -> str:
        return self.name
