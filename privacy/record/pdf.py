"""The record of processing activities as a PDF for the supervisory authority."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from privacy.documents import pdf
from privacy.law.locales import languages
from privacy.record.activities import Activity
from privacy.record.queries import Record


def record_pdf(record: Record) -> bytes:
    """Return the record as PDF/UA-1, in the active language."""
    return pdf.typeset("record", _data(record), at=record.as_of)


def title() -> str:
    return _("Record of processing activities")


def lead(record: Record) -> str:
    """Return a sentence with the date and source of the record."""
    date = date_format(localtime(record.as_of), "DATE_FORMAT")
    if record.revision is None:
        return _("GDPR Article 30(1). Made on %(date)s from the register, of which nothing is published yet.") % {
            "date": date
        }
    facts = {"date": date, "number": record.revision}
    return _("GDPR Article 30(1). Made on %(date)s from the register; revision %(number)s is published.") % facts


def _data(record: Record) -> dict[str, Any]:
    return {
        "title": title(),
        "author": record.name,
        "description": lead(record),
        "keywords": [title(), record.name],
        "lang": record.language,
        "region": languages.find(record.language).region,
        "lead": lead(record),
        "contents": _("Contents"),
        "foot": f"{title()} · {record.name} · {date_format(localtime(record.as_of), 'DATE_FORMAT')}",
        "page": _("page {page} of {pages}"),
        "proof": _("Made from the register and from what the code declares. For the controller and the authority."),
        "words": words(),
        "missing": record.missing,
        "controller": [[what, value or _("missing")] for what, value in record.controller],
        "activities": [_activity(activity) for activity in record.activities],
        "recipients": [_recipient(recipient) for recipient in record.as_json()["recipients"]],
        "security": [[measure.title, measure.fact, measure.is_there] for measure in record.security],
    }


def words() -> dict[str, str]:
    """Return the headings and labels of the record, with the letters of Art. 30(1)."""
    return {
        "missing": _("What is missing"),
        "nothing_missing": _("Nothing that Article 30(1) asks for is missing."),
        "controller": _("Who decides (a)"),
        "activities": _("Purposes (b)"),
        "purpose": _("Purpose"),
        "scope": _("Told in"),
        "basis": _("Legal basis"),
        "balance": _("Balance of interests"),
        "assessment": _("Impact assessment"),
        "subjects": _("Whose data (c)"),
        "data": _("Which data (c)"),
        "what": _("What"),
        "fields": _("Fields and where they come from"),
        "ends": _("Ends by rule"),
        "devices": _("On the person’s device"),
        "recipients": _("Recipients (d)"),
        "nobody": _("Nobody outside the company."),
        "recipient": _("Recipient"),
        "role": _("Role"),
        "does": _("What they do"),
        "agreement": _("Agreement"),
        "transfers": _("Transfers out of the EEA (e)"),
        "country": _("Country"),
        "tool": _("What carries it"),
        "status": _("Status"),
        "no_transfer": _("Data stays in the EEA."),
        "periods": _("Time limits (f)"),
        "period": _("Kept for"),
        "from": _("Counted from"),
        "source": _("Source in law"),
        "security": _("Security measures (g)"),
        "measure": _("Measure"),
        "fact": _("What the system sees"),
        "there": _("in place"),
        "not_there": _("not in place"),
    }


def scope(activity: Activity) -> str:
    return _("the website’s policy") if activity.is_in_notice else _("another notice (staff)")


def _activity(activity: Activity) -> dict[str, Any]:
    facts = [
        [_("Told in"), scope(activity)],
        [_("Legal basis"), " ".join(part for part in (f"{activity.legal_basis}.", activity.legal_note) if part)],
        [_("Balance of interests"), activity.balance],
        [_("Whose data (c)"), activity.subjects or _("missing")],
        [_("Which data (c)"), activity.data or _("missing")],
        [_("Impact assessment"), " ".join(part for part in (activity.assessment, activity.assessment_note) if part)],
        [_("On the person’s device"), "; ".join(activity.on_devices)],
        [_("Recipients (d)"), ", ".join(each.name for each in activity.recipients) or _("Nobody outside the company.")],
    ]
    return {
        "title": activity.title,
        "description": activity.description,
        "facts": [[what, value] for what, value in facts if value],
        "held": [[table.title, fields(table.fields), table.rule_title] for table in activity.held],
        "periods": [[each.what, each.period, each.counted_from, each.source] for each in activity.periods],
    }


def fields(fields_of_table: list[dict[str, str]]) -> str:
    """Return the fields of a table as text, grouped by origin."""
    by_origin: dict[str, list[str]] = {}
    for field in fields_of_table:
        by_origin.setdefault(field["origin"], []).append(field["title"])
    return "; ".join(f"{', '.join(names)} ({origin})" for origin, names in by_origin.items())


def _recipient(recipient: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": recipient["name"],
        "entity": recipient["legal_entity"],
        "role": recipient["role"],
        "does": recipient["does"],
        "stored": recipient["stored_in"],
        "above": _("Engaged by %(name)s.") % {"name": recipient["engaged_by"]} if recipient["engaged_by"] else "",
        "agreement": recipient["agreement"] or _("missing"),
        "transfers": [[each["country"], each["tool"], each["status"]] for each in recipient["transfers"]],
    }
