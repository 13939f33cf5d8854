"""Answers to the cookie question as a table to share: complete months only, small numbers left out."""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext_lazy as _

from consent.choices.models import ChoiceCount
from privacy.statistics.anonymity import Dataset
from privacy.statistics.sharable import sharable
from privacy.statistics.small_cells import publish


@sharable("answers-by-choice", _("Answers by month and what was granted"))
def answers_by_choice(month: date, limit: int) -> Dataset:
    """Return how many said yes to what, by month."""
    cells: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for answers in ChoiceCount.objects.filter(day__lt=month):
        cells[f"{answers.day:%Y-%m}"][answers.granted or "nothing"] += answers.count
    rows = [
        (name, granted, str(count))
        for name in sorted(cells)
        for granted, count in sorted(publish(cells[name], limit=limit).shown.items())
    ]
    return Dataset(columns=("month", "granted", "answers"), counted="answers", rows=tuple(rows))
