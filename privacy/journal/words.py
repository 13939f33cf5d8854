"""What the journal and the letters call things, in words that staff read; what nobody has put in words stays."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from privacy.registry import Registry

_HASH = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"([0-9a-f]{4})([0-9a-f]{4})-[0-9a-f-]{27}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NAME = re.compile(r"[a-z_]+")
_SHORT = 8
# What puts the value of a fact into words, by the name of the fact: such as the key of a rule, which its noun knows.
fact_words: Registry[str, Callable[[str], str]] = Registry("fact in words", order=lambda name, _words: name)


def event_in_words(event: str) -> str:
    """Return what happened, such as ``retention.deleted``."""
    return pgettext("journal", event)


def stream_in_words(stream: str) -> str:
    """Return what a stream of the journal is about."""
    return pgettext("stream", stream)


def letter_in_words(kind: str) -> str:
    """Return what a letter says; what stands after a colon in its kind, such as a revision's number, stays."""
    name, _colon, detail = kind.partition(":")
    return f"{pgettext('letter', name)} {detail}".strip()


def facts_in_words(facts: str) -> str:
    """Return the facts of an entry, which are JSON, as ``rule: contact.message, rows: 3``, ids and hashes cut short."""
    return ", ".join(f"{_name(key)}: {_told(key, value)}" for key, value in json.loads(facts).items())


def _told(name: str, value: object) -> str:
    return fact_words[name](value) if isinstance(value, str) and name in fact_words else _value(value)


def _name(name: str) -> str:
    return pgettext("fact", name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    text = "–" if value is None else str(value)
    if _HASH.fullmatch(text):
        return f"{text[:_SHORT]}…"
    if is_id := _ID.fullmatch(text):
        return "-".join(is_id.groups()).upper()  # as the number of a request is written everywhere else
    if _TIME.fullmatch(text):
        return date_format(localtime(datetime.fromisoformat(text)), "SHORT_DATETIME_FORMAT")
    if _DAY.fullmatch(text):
        return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
    letter = letter_in_words(text)
    return letter if letter != text else dict(settings.LANGUAGES).get(text) or _plain(text)


def _plain(text: str) -> str:
    return _name(text) if _NAME.fullmatch(text) else text
