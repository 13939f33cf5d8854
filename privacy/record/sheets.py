"""The record of processing activities as a workbook, with one sheet for each part."""

from django.utils.translation import gettext as _

from privacy.documents.spreadsheets import Rows
from privacy.record import pdf
from privacy.record.activities import Activity
from privacy.record.queries import Record


def record_workbook(record: Record) -> bytes:
    """Return the record as XLSX, in the active language."""
    from privacy.documents.workbooks import workbook

    return workbook(
        _parts(record, pdf.words()),
        title=pdf.title(),
        creator=record.name,
        description=pdf.lead(record),
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
        (_("Purposes"), _purpose_head(words), [_purpose(activity) for activity in record.activities]),
        (_("Data"), data, _data(record)),
        (_("Recipients"), [*recipients, words["agreement"]], _recipients(record)),
        (_("Transfers"), named("recipient", "country", "tool", "status"), _transfers(record) or [named("no_transfer")]),
        (_("Time limits"), [purpose, what, *named("period", "from", "source")], _periods(record)),
        (_("Security"), named("measure", "fact", "status"), _measures(record, words)),
        (
            _("Missing"),
            named("missing"),
            [[missing_fact] for missing_fact in record.missing] or [named("nothing_missing")],
        ),
    ]


def _transfers(record: Record) -> list[list[str]]:
    return [
        [recipient.name, leg.country, leg.tool, leg.status]
        for recipient in record.recipients
        for leg in recipient.transfers
    ]


def _periods(record: Record) -> Rows:
    for activity in record.activities:
        for each in activity.periods:
            yield [activity.title, each.what, each.period, each.counted_from, each.source]


def _measures(record: Record, words: dict[str, str]) -> Rows:
    for measure in record.security:
        yield [measure.title, measure.fact, words["there"] if measure.is_there else words["not_there"]]


def _purpose_head(words: dict[str, str]) -> list[str]:
    names = ("purpose", "scope", "basis", "balance", "subjects", "data", "devices", "recipients", "assessment")
    return [words[names[0]], _("Description"), *(words[name] for name in names[1:])]


def _purpose(activity: Activity) -> list[str]:
    return [
        activity.title,
        activity.description,
        pdf.scope(activity),
        f"{activity.legal_basis}. {activity.legal_note}".strip(),
        activity.balance,
        activity.subjects or _("missing"),
        activity.data or _("missing"),
        "; ".join(activity.on_devices),
        ", ".join(each.name for each in activity.recipients) or _("Nobody outside the company."),
        f"{activity.assessment} {activity.assessment_note}".strip(),
    ]


def _data(record: Record) -> Rows:
    for activity in record.activities:
        for table in activity.held:
            for field in table.fields:
                yield [
                    activity.title,
                    table.title,
                    field["title"],
                    field["origin"],
                    table.rule_title,
                    table.kept_after_erasure,
                ]


def _recipients(record: Record) -> Rows:
    for activity in record.activities:
        for each in activity.recipients:
            does = (
                f"{each.does} {_('Engaged by %(name)s.') % {'name': each.engaged_by}}" if each.engaged_by else each.does
            )
            yield [
                activity.title,
                each.name,
                each.legal_entity,
                each.role,
                does,
                each.stored_in,
                each.agreement or _("missing"),
            ]
