"""The rule about messages: who names a subject in a message is taken to be interested in it."""

import re
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from consent.interests.rules import Finding, InterestRule, rules
from consent.interests.subjects import Subject
from contact.messages.models import Message


def find(address: str, subjects: Mapping[str, Subject]) -> Iterator[Finding]:
    """Yield each subject whose title, in any language, is in a message that somebody sent us."""
    names = {
        key: re.compile(rf"\b(?:{'|'.join(re.escape(title) for title in subject.title.values())})\b", re.IGNORECASE)
        for key, subject in subjects.items()
        if any(subject.title.values())
    }
    messages = Message.objects.in_use().credible().filter(email=address).values_list("text", "received_at")
    for text, at in messages:
        yield from (Finding(subject=key, at=at) for key, name in names.items() if name.search(text))


rules.add(
    "contact.named",
    InterestRule(
        title=_("Messages to us"),
        explanation=_("If a message from you names a subject, the rule takes it that the subject interests you."),
        models=(Message,),
        find=find,
    ),
)
