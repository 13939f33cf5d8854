"""The rule about e-books: who asked for a book is taken to be interested in its subject."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from consent.interests.rules import Finding, InterestRule, rules
from consent.interests.subjects import Subject
from contact.ebooks.models import BookRequest


def find(address: str, subjects: Mapping[str, Subject]) -> Iterator[Finding]:
    """Yield the subject of each book that somebody asked for by mail."""
    asked = BookRequest.objects.filter(email=address).exclude(book__subject="")
    for subject, at in asked.values_list("book__subject", "requested_at"):
        yield Finding(subject=subject, at=at)


rules.add(
    "ebooks.asked",
    InterestRule(
        title=_("E-books"),
        explanation=_("If you ask us to mail the link to an e-book, the rule takes it that its subject interests you."),
        models=(BookRequest,),
        find=find,
    ),
)
