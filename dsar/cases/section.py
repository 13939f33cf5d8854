"""The rights as the policy lists them, frozen with every revision."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from dsar.cases.enums import Right
from dsar.cases.rights import TOLD
from privacy.frozen import rows as frozen
from privacy.frozen.parts import Rights
from privacy.register.sections import Section, add


def load(seed: Mapping[str, Any], now: datetime) -> None:
    """Do nothing: the rights are the law's, not the seed's."""


def freeze(now: datetime) -> Rights:
    """Return the rights with their texts in every language."""
    return Rights(
        rights=tuple(
            frozen.Right(
                key=str(right),
                title=_in_every_language(lambda right=right: str(right.label)),
                text=_in_every_language(lambda right=right: str(TOLD[right].text)),
                law=_in_every_language(lambda right=right: str(TOLD[right].law)),
            )
            for right in Right
            if right != Right.HUMAN
        )
    )


def gaps() -> list[str]:
    """Return nothing: no fact about the rights is left to enter."""
    return []


def _in_every_language(text: Any) -> dict[str, str]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = text()
    return found


add(
    Section(
        key="dsar",
        order=30,
        load=load,
        freeze=freeze,
        gaps=gaps,
        tables={"rights": "dsar/policy_rights.html"},
    )
)
