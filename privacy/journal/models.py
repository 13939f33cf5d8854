"""The journal: what the system did, chained by the database."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.web.row_names import dated


class JournalEntry(models.Model):
    """One thing that the system did.

    A database trigger sets ``seq``, ``previous`` and ``hash`` on INSERT, under a lock for each stream; other triggers
    refuse UPDATE, DELETE and TRUNCATE. Written with ``privacy.journal.operations.append`` only.
    """

    stream = models.SlugField(_("stream"), max_length=40, db_index=False)
    seq = models.BigIntegerField(_("number in the stream"))
    at = models.DateTimeField(_("at"))
    event = models.CharField(_("event"), max_length=80)
    revision = models.PositiveIntegerField(_("revision"), null=True)
    facts = models.TextField(_("facts"), help_text=_("Canonical JSON: ids, counts, hashes, slugs."))
    previous = models.CharField(_("hash before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        ordering = ("stream", "seq")
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        indexes = (models.Index(fields=("event", "id"), name="journal_by_event"),)
        constraints = (
            models.UniqueConstraint(fields=("stream", "seq"), name="journal_one_entry_per_number"),
            models.CheckConstraint(condition=~Q(facts__contains="@"), name="journal_holds_no_address"),
        )

    def __str__(self) -> str:
        return dated(self, self.at)
