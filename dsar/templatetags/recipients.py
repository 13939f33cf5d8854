"""Template tags: which recipients a request has told, and which letters have left."""

from django import template

from dsar.cases.letters.models import SentLetter
from dsar.cases.models import Case
from privacy.journal.words import letter_in_words
from privacy.notices.models import Notice
from privacy.notices.queries import of_request

register = template.Library()


@register.simple_tag
def told_recipients(case: Case) -> list[Notice]:
    """Return the notices to recipients that a request has made."""
    return list(of_request(case.pk))


@register.simple_tag
def letters_as_sent(case: Case) -> list[SentLetter]:
    """Return the letters about a request that have left, the newest first."""
    letters = list(SentLetter.objects.filter(case=case).defer("sealed"))
    for letter in letters:
        letter.in_words = letter_in_words(letter.kind)  # type: ignore[attr-defined]
    return letters
