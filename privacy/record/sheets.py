"""The record of processing activities as a workbook, with one sheet for each part."""

from django.utils.translation import gettext as _

from privacy.documents.spreadsheets import Rows, workbook
from privacy.record import pdf as words_of
from privacy.record.activities import Activity
from privacy.record.queries import Record


def record_workbook(record: Record) -> bytes:
    """Return the record as XLSX, in the active language."""
    return workbook(
        _parts(record, words_of.words()),
        title=words_of.title(),
        creator=record.name,
        description=words_of.lead(record),
        language=record.language,
        at=record.as_of,
    )


def _parts(record: Record, words: dict[str, str]) -> list[tuple[str, list[str], Rows]]:
    def named(*names: str) -> list[str]:
        return [words[name] for name in names]

    purpose, what = named("purpose", "what")
    data = [purpose, what, _("Field"), _("Where it comes from"), words["ends"], _("Kept after erasure")]
    recipients = [purpose, words["recipient"], _("Legal entity"), *named("role", "does"), _("Stored in")]
    return [
        (_("Who decides"), [what, _("Value")], [[name, value or _("missing")] for name, value in record.controller]),
        (_("Purposes"), _purpose_head(words), [_purpose(one) for one in record.activities]),
        (_("Data"), data, _data(record)),
        (_("Recipients"), [*recipients, words["agreement"]], _recipients(record)),
        (_("Transfers"), named("recipient", "country", "tool", "status"), _transfers(record) or [named("no_transfer")]),
        (_("Time limits"), [purpose, what, *named("period", "from", "source")], _periods(record)),
        (_("Security"), named("measure", "fact", "status"), _measures(record, words)),
        (_("Missing"), named("missing"), [[one] for one in record.missing] or [named("nothing_missing")]),
    ]


def _transfers(record: Record) -> list[list[str]]:
    return [[one.name, leg.country, leg.tool, leg.status] for one in record.recipients for leg in one.transfers]


def _periods(record: Record) -> Rows:
    for one in record.activities:
        for each in one.periods:
            yield [one.title, each.what, each.period, each.counted_from, each.source]


def _measures(record: Record, words: dict[str, str]) -> Rows:
    for one in record.security:
        yield [one.title, one.fact, words["there"] if one.is_there else words["not_there"]]


def _purpose_head(words: dict[str, str]) -> list[str]:
    names = ("purpose", "scope", "basis", "balance", "subjects", "data", "devices", "recipients", "assessment")
    return [words[names[0]], _("Description"), *(words[name] for name in names[1:])]


def _purpose(one: Activity) -> list[str]:
    return [
        one.title,
        one.description,
        words_of.scope(one),
        f"{one.legal_basis}. {one.legal_note}".strip(),
        one.balance,
        one.subjects or _("missing"),
        one.data or _("missing"),
        "; ".join(one.on_devices),
        ", ".join(each.name for each in one.recipients) or _("Nobody outside the company."),
        f"{one.assessment} {one.assessment_note}".strip(),
    ]


def _data(record: Record) -> Rows:
    for one in record.activities:
        for held in one.held:
            for field in held.fields:
                yield [one.title, held.title, field["title"], field["origin"], held.rule_title, held.kept_after_erasure]


def _recipients(record: Record) -> Rows:
    for one in record.activities:
        for each in one.recipients:
            does = (
                f"{each.does} {_('Engaged by %(name)s.') % {'name': each.engaged_by}}" if each.engaged_by else each.does
            )
            yield [
                one.title,
                each.name,
                each.legal_entity,
                each.role,
                does,
                each.stored_in,
                each.agreement or _("missing"),
            ]
