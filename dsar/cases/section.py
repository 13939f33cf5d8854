"""Register section with the rights, frozen with every revision of the policy."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from dsar.cases.enums import Right
from dsar.cases.rights import RIGHT_TEXTS
from privacy.register.frozen import rows as frozen
from privacy.register.frozen.parts import Rights
from privacy.register.sections import Section, add


def load(seed: Mapping[str, Any], now: datetime) -> None:
    """Load nothing: the law gives the rights, not the seed."""


def freeze(now: datetime) -> Rights:
    """Return the rights with their texts in every language."""
    return Rights(
        rights=tuple(
            frozen.Right(
                key=str(right),
                title=_in_every_language(lambda right=right: str(right.label)),
                text=_in_every_language(lambda right=right: str(RIGHT_TEXTS[right].text)),
                law=_in_every_language(lambda right=right: str(RIGHT_TEXTS[right].law)),
            )
            for right in Right
            if right not in (Right.HUMAN, Right.COMPLAINT)
        )
    )


def gaps() -> list[str]:
    """Return an empty list: staff have nothing to enter about the rights."""
    return []


def _in_every_language(text: Any) -> dict[str, str]:
    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[code] = text()
    return texts


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
