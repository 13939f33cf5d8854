"""What the journal and the letters call things, in words that staff read; what nobody has put in words stays."""

import json
import re

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

_HASH = re.compile(r"[0-9a-f]{64}")
_SHORT = 8


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
    """Return the facts of an entry, which are JSON, as ``rule: contact.message, rows: 3``, hashes cut short."""
    return ", ".join(f"{pgettext('fact', key)}: {_value(value)}" for key, value in json.loads(facts).items())


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    text = "–" if value is None else str(value)
    return f"{text[:_SHORT]}…" if _HASH.fullmatch(text) else text
