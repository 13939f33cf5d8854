"""The cover letter of a copy: what was asked, what is in the file, what is left out and why, and where to complain.

One text in two forms: the first part of the readable page, and a PDF/UA of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dsar.cases.copies.tables import Copied, reading
from dsar.cases.enums import Right
from dsar.people import masking
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


def text(page: Mapping[str, Any], *, asked_at: datetime | None) -> SafeString:
    """Return the cover letter of a readable page as HTML, in the active language."""
    right = Right(page["about"]["kind"])
    facts = {
        "asked_at": asked_at,
        "asked_for": right.in_sentence,
        "is_portable": right == Right.PORTABILITY,
        "is_information": right == Right.INFORMATION,
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
