"""Parsing and validation of the rows, promises and conditions of a statement."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from privacy.register.statements.enums import Condition

_ROW = re.compile(r"[a-z_]+/[A-Za-z0-9_.*-]+")
_PROMISE = re.compile(r"P[1-9][0-9]*")
_KIND = re.compile(r"[a-z_]+")
_KEY = re.compile(r"[A-Za-z0-9_.*-]+")


def split(condition: str) -> tuple[Condition, str]:
    """Return the kind of a condition and the row or table that it names. Raises ``ValueError`` if it is invalid."""
    kind, _colon, name = condition.partition(":")
    pattern = {Condition.THIRD_COUNTRY: re.compile(r""), Condition.ROWS: _KIND}.get(Condition(kind), _KEY)
    if not pattern.fullmatch(name):
        raise ValueError(condition)
    return Condition(kind), name


def validate_conditions(value: object) -> None:
    """Raise ``ValidationError`` unless the value is a list of valid conditions."""
    for text in _texts(value):
        try:
            split(text)
        except ValueError as error:
            raise ValidationError(
                _("There is no condition “%(condition)s”; such as vendor:hubspot, service:hotjar, rows:vendors."),
                code="unknown_condition",
                params={"condition": text},
            ) from error


def validate_rows(value: object) -> None:
    """Raise ``ValidationError`` unless the value is a list of rows, each as ``kind/key``."""
    # The existence of the rows is checked when the statement is published.
    if wrong := [text for text in _texts(value) if not _ROW.fullmatch(text)]:
        raise ValidationError(
            _("“%(row)s” is not the name of a row, such as purposes/newsletter."),
            code="not_a_row",
            params={"row": wrong[0]},
        )


def validate_promises(value: object) -> None:
    """Raise ``ValidationError`` unless the value is a list of promise ids, such as P29."""
    if wrong := [text for text in _texts(value) if not _PROMISE.fullmatch(text)]:
        raise ValidationError(
            _("“%(promise)s” is not a promise, such as P29."), code="not_a_promise", params={"promise": wrong[0]}
        )


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValidationError(_("Give a list of texts."), code="not_a_list")
    return value
