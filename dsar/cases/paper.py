"""Letters to people who are answered by post."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dsar.cases.models import Case
from privacy.journal.words import letter_in_words


class PaperLetter(models.Model):
    """A letter that waits until staff have printed and sent it; its text is encrypted to the site's own key.

    When it is sent it becomes a ``SentLetter``, and this row goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="paper_letters")
    kind = models.CharField(_("kind"), max_length=60)
    made_at = models.DateTimeField(_("written at"), db_index=True)
    sealed = models.BinaryField(_("sealed text"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        ordering = ("made_at", "id")
        verbose_name = _("letter to be printed")
        verbose_name_plural = _("letters to be printed")
        constraints = (
            # A worker that is killed after it wrote a letter writes the same once more.
            models.UniqueConstraint(fields=("case", "kind", "sha256"), name="one_paper_letter_of_a_text"),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def in_words(self) -> str:
        """What the letter says, in words that staff read."""
        return letter_in_words(self.kind)
