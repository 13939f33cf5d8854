"""Choices that build on an earlier choice: answers to changes, and consent given at embedded content."""

from dataclasses import replace
from datetime import datetime

from consent.choices.enums import Control
from consent.choices.operations import Answer, choose
from consent.gate.cookie import Choice
from consent.gate.offer import Offer


def answer_changes(*, offer: Offer, answer: Answer, before: Choice, now: datetime) -> Choice:
    """Store the answer to the changes since ``before``, keep the rest of it, and return the current choice (LAW C-18).

    A refusal keeps the earlier consent with its record and its expiry. Nothing new is granted, so nothing is stored.
    """
    asked = offer.changed_for(before)
    accepted = asked if answer.control == Control.ALL else answer.granted & asked
    if not accepted:
        kept = {category: before.granted_under(category) for category in before.granted}
        return replace(before, revision=offer.revision, as_of=kept, takes_back=False)
    return _add(offer, replace(answer, granted=accepted), before, now)


def allow_inline(*, offer: Offer, answer: Answer, before: Choice | None, now: datetime) -> Choice:
    """Store consent to a service's category, given at its embedded content; the general question stays unanswered."""
    choice = _add(offer, answer, before, now)
    asked = before.revision if before else 0
    under = {category: choice.granted_under(category) for category in choice.granted}
    return replace(choice, revision=asked, as_of=under)


def _add(offer: Offer, answer: Answer, before: Choice | None, now: datetime) -> Choice:
    """Give ``answer`` on top of what was granted; that keeps the revision it was granted under."""
    kept = before.granted - answer.granted if before else frozenset()
    answer = replace(answer, granted=answer.granted | kept)
    return choose(offer=offer, answer=answer, before=before, now=now, kept=kept)
