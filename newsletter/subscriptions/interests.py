"""The rule about topics: who chose one is taken to be interested in it."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from consent.interests.rules import Finding, InterestRule, rules
from consent.interests.subjects import Subject
from newsletter.subscriptions.models import Subscription


def find(address: str, subjects: Mapping[str, Subject]) -> Iterator[Finding]:
    """Yield each topic that somebody chose for the newsletter, and still gets."""
    chosen = Subscription.objects.active().of(address).values_list("topics", "confirmed_at")
    for topics, at in chosen:
        yield from (Finding(subject=topic, at=at) for topic in topics if at and topic in subjects)


rules.add(
    "newsletter.topics",
    InterestRule(
        title=_("Topics of the newsletter"),
        explanation=_("If you chose a topic for the newsletter, the rule takes it that the topic interests you."),
        models=(Subscription,),
        find=find,
    ),
)
