"""The rules from which interests are derived, each with its explanation in plain words (LAW D-15, P11).

An app registers its rules beside the rows that they read. A rule gets an address and nothing else: what a browser
stores or sends cannot reach it, because such rows hold no address.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils.functional import Promise

from consent.interests.subjects import Subject
from privacy.registry import Registry

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a rule concludes: the key of a subject, and when the person did what it rests on."""

    subject: str
    at: datetime


Find = Callable[[str, Mapping[str, Subject]], Iterable[Finding]]


@dataclass(frozen=True, kw_only=True)
class InterestRule:
    """A rule. ``title`` names it, ``explanation`` says to anybody what it concludes and from what.

    ``find(address, subjects)`` reads the rows of ``models``, which must be declared with the person's address.
    """

    title: Text
    explanation: Text
    models: Collection[type[Model]]
    find: Find


rules: Registry[str, InterestRule] = Registry("rule of interests", order=lambda key, _rule: key)
