"""The cover letter of a copy: what was asked, what is in the file, what is left out and why, and where to complain.

One text in two forms: the first part of the readable page, and a PDF/UA of its own.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dsar.cases.copies.errors import RedactionLost
from dsar.cases.copies.marks import Marks
from dsar.cases.copies.tables import Copied
from dsar.cases.enums import Right
from dsar.people import masking
from dsar.people.reading import reading
from privacy.conf import privacy_settings
from privacy.documents import markup, pdf
from privacy.law.locales import languages
from privacy.register.purposes.queries import current_controller


def masks(tables: Sequence[Copied]) -> list[dict[str, Any]]:
    """Return the tables in which what is about other people is masked by declaration, with fields and number of rows.

    Raises ``SourceFailed``.
    """
    return [mask for table in tables if (mask := _mask(table))["rows"]]


def _mask(table: Copied) -> dict[str, Any]:
    with reading(table.label):
        rows, names = masking.masked(table.group, table.fields)
    titles = [str(table.fields[name].title) for name in names]
    return {"table": table.label, "title": table.title, "rows": rows, "fields": names, "titles": titles}


def redactions(tables: Sequence[Copied], marks: Marks, left_out: Collection[str]) -> list[dict[str, Any]]:
    """Return what staff left out because it is about somebody else: where, why and how long, never the text itself.

    Raises ``RedactionLost`` and ``SourceFailed``.
    """
    return [place for _key, place in placed(tables, marks, left_out)]


def placed(tables: Sequence[Copied], marks: Marks, left_out: Collection[str]) -> list[tuple[UUID, dict[str, Any]]]:
    """Return the key and the place of each redaction.

    Raises ``RedactionLost`` if one of them is nowhere in these tables, except in those ``left_out``; ``SourceFailed``.
    """
    wanted = {passage.redaction.pk for passage in marks.passages if passage.redaction.model not in left_out}
    found = [place for table in tables if marks.has(table.label) for place in _places(table, marks)]
    if wanted - {key for key, _place in found}:
        raise RedactionLost
    return found


def redacted_in_words(places: Sequence[Mapping[str, Any]]) -> str:
    """Return how many passages staff left out, and why that is allowed; empty if none."""
    text = ngettext(
        "A case worker left out %(number)s passage because it is about another person (GDPR Article 15(4)); a "
        "colleague looked at it too. The mark “[… left out: about another person]” is in its place.",
        "A case worker left out %(number)s passages because they are about another person (GDPR Article 15(4)); a "
        "colleague looked at them too. The mark “[… left out: about another person]” is in their place.",
        len(places),
    )
    return text % {"number": len(places)} if places else ""


def _places(table: Copied, marks: Marks) -> Iterator[tuple[UUID, dict[str, Any]]]:
    for number, (key, _values) in enumerate(table.rows(), 1):
        for passage in marks.of_row(table.label, key):
            redaction = passage.redaction
            if redaction.field in table.fields:
                yield (
                    redaction.pk,
                    {
                        "table": table.label,
                        "title": table.title,
                        "row": number,
                        "field": redaction.field,
                        "field_title": str(table.fields[redaction.field].title),
                        "whole": redaction.is_whole,
                        "length": redaction.length,
                        "reason": redaction.reason,
                    },
                )


def text(page: Mapping[str, Any], *, asked_at: datetime | None) -> SafeString:
    """Return the cover letter of a readable page as HTML, in the active language."""
    right = Right(page["about"]["kind"])
    facts = {
        "asked_at": asked_at,
        "asked_for": right.in_sentence,
        "is_portable": right == Right.PORTABILITY,
        "is_information": right == Right.INFORMATION,
        "redacted": redacted_in_words(page["about"]["redactions"]),
        "controller": current_controller(),
    }
    return render_to_string("dsar/export/cover.html", {**page, **facts})


def letter(text: str, page: Mapping[str, Any]) -> bytes:
    """Return the cover letter as PDF/UA-1, in the active language."""
    about, who = page["about"], current_controller().name
    title = _("How we use your data") if about["kind"] == Right.INFORMATION else _("Your data")
    request = f"{_('Request')} {about['request']}"
    data = {
        "title": title,
        "author": who,
        "description": f"{title}. {request}.",
        "keywords": [about["request"]],
        "lang": about["language"],
        "region": languages.find(about["language"]).region,
        "lead": _("This is about what is stored under the address %(address)s.") % {"address": page["address"]},
        "foot": f"{who} · {request} · {date_format(localtime(page['now']), 'DATE_FORMAT')}",
        "page": _("page {page} of {pages}"),
        "proof": "SHA-256: manifest.json",
        "blocks": markup.tree(text, base=privacy_settings().base_url),
    }
    return pdf.typeset("cover", data, at=page["now"])
