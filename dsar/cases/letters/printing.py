"""Letters on paper, as PDF/UA: the text as it is kept, and with a copy what is held about the person."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dsar.cases.copies import cover, redacting, seen
from dsar.cases.copies.operations import READY_LETTER
from dsar.cases.copies.tables import Copied, readable_rows
from dsar.cases.enums import JobKind
from dsar.cases.letters.operations import text_of
from dsar.cases.models import Contact, Job
from dsar.cases.paper import PaperLetter
from privacy.documents import pdf
from privacy.law.locales import languages
from privacy.letters.layout import SIGNATURE
from privacy.register.purposes.queries import current_controller

_MOST_ROWS = 500  # of a table on paper; more are offered on a medium of the person's choice


def letter_pdf(*, letter: PaperLetter, contact: Contact) -> bytes:
    """Return a letter as PDF, in the language of the request."""
    with translation.override(contact.case.language):
        return pdf.typeset("letter", _data(letter, contact), at=letter.made_at)


def _data(letter: PaperLetter, contact: Contact) -> dict[str, Any]:
    case, who = contact.case, current_controller().name
    subject, _blank, text = text_of(letter).partition("\n\n")
    body, _line, foot = text.partition(SIGNATURE)
    return {
        "title": subject,
        "author": who,
        "description": subject,
        "keywords": [case.reference],
        "lang": case.language,
        "region": languages.find(case.language).region,
        "to": contact.postal.splitlines(),
        "date": date_format(localtime(letter.made_at), "DATE_FORMAT"),
        "paragraphs": [part.splitlines() for part in body.strip().split("\n\n")],
        "sender": foot.strip().splitlines(),
        "enclosed": _("What we hold about you"),
        **(_copy(contact) if letter.kind == READY_LETTER else {"tables": [], "left_out": []}),
        "foot": f"{who} · {case.reference}",
        "page": _("page {page} of {pages}"),
        "proof": f"SHA-256 {letter.sha256}",
    }


def _copy(contact: Contact) -> dict[str, Any]:
    """Return what is held, and what staff left out of it. Raises ``RedactionLost``.

    The paper is printed later than the copy was approved: what came in meanwhile is not on it.
    """
    case, marks = contact.case, redacting.marks_of(contact.case)
    job = Job.objects.filter(case=case, kind=JobKind.EXPORT).last()
    approved = (job.plan or job.result.get("seen")) if job is not None else None
    later = seen.unseen(case, approved) if approved else {}
    tables = [seen.without(table, later.get(table.label, ())) for table in redacting.tables_of(case, marks)]
    # A row that has been deleted since is not on the paper, so nothing need be left out of it.
    places = cover.redactions(tables, marks, {passage.redaction.model for passage in marks.passages})
    reasons = [f"{place['title']}, {place['row']}, {place['field_title']}: {place['reason']}" for place in places]
    left_out = [cover.redacted_in_words(places), *reasons] if places else []
    return {"tables": list(_printed(tables)), "left_out": left_out}


def _printed(tables: Iterable[Copied]) -> Iterator[dict[str, Any]]:
    for group in tables:
        table = group.table(_MOST_ROWS)
        rows = [[[str(title), value] for title, value in row] for row in readable_rows(table)]
        more = _("and %(count)s more") % {"count": table.left_out} if table.left_out else ""
        yield {"title": str(table.title), "rows": rows, "more": more}
