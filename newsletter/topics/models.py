"""Topics of the newsletter, which readers choose among."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.register.languages.fields import TranslatedField, in_language


class TopicQuerySet(models.QuerySet["Topic"]):
    def in_use(self) -> "TopicQuerySet":
        """Return the topics that readers can choose, in their order."""
        return self.filter(is_in_use=True).order_by("order", "key")


class Topic(models.Model):
    """A topic that issues are about. A subscription names the topics it wants by their keys."""

    key = models.SlugField(_("key"), max_length=40, primary_key=True)
    title = TranslatedField(_("title"), is_line=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_in_use = models.BooleanField(
        _("in use"), default=True, help_text=_("Readers can choose it. What they have chosen stays when it is not.")
    )

    objects: ClassVar = TopicQuerySet.as_manager()

    class Meta:
        ordering = ("order", "key")
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return in_language(self.title) or self.key
