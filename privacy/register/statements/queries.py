"""Statements and accepted gaps of the draft as frozen rows, for revisions and for the policy."""

import re

from privacy.register.frozen import rows as frozen
from privacy.register.frozen.codec import from_row
from privacy.register.languages.fields import in_language
from privacy.register.statements.models import AcceptedGap, Statement

_HEADING = re.compile(r"\s*##\s*(.+)")


def statements() -> tuple[frozen.Statement, ...]:
    """Return the statements of the policy in their order, without a chosen text."""
    return tuple(from_row(frozen.Statement, row, published="") for row in Statement.objects.all())


def section_titles() -> dict[str, str]:
    """Return the sections of the draft in their order, with the heading that the first statement of each begins with.

    One without a heading is called by its first words.
    """
    titles: dict[str, str] = {}
    for statement in Statement.objects.order_by("order", "key"):
        if statement.section not in titles:
            heading = _HEADING.match(in_language(statement.text))
            titles[statement.section] = heading[1].strip() if heading else str(statement)
    return titles


def accepted_gaps() -> tuple[frozen.AcceptedGap, ...]:
    """Return the gaps that somebody who works here has accepted."""
    return tuple(from_row(frozen.AcceptedGap, row) for row in AcceptedGap.objects.answered())
