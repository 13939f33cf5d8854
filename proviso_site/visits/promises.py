"""Checks of the policy's promises about statistics and about adapting pages to a device."""

import re
from collections.abc import Iterator
from http import HTTPStatus

from django.db import connection
from django.db.models import Model

from consent.services.enums import Category
from consent.services.models import Service
from privacy.conf import privacy_settings
from privacy.intake.limits.senders import without_stamps
from privacy.inventory import declarations
from privacy.inventory.enums import NotPersonal
from privacy.law.durations import numbers_in
from privacy.register.frozen.register import Register
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.phrases import joined
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unproven
from privacy.web import pages
from privacy.web.own_site import LAPTOP, PHONE, Page

_COUNTED = {"date", "smallint", "integer", "bigint", "character varying"}
_OF_A_PERSON = re.compile(
    r"mail|address|\bip\b|ip_|_ip|agent|session|user|visitor|cookie_id|hash|token|phone|uuid|fingerprint|referr|_at$"
)
_BELOW = re.compile(r"\b(?:under|below|færre enn|mindre enn|fewer than|less than)\s+([\w]+)")
_OF_A_DEVICE = re.compile(r"user_agent|fingerprint|screen|viewport|resolution|width|height")


@promise("P14")
def device_is_fitted_without_an_id(facts: Facts) -> Verdict:
    """Fetch the public pages as a phone and as a laptop: the same bytes for both, and nothing is set in either."""
    paths = [page.path for page in pages.all_pages() if not page.arguments]
    fetched = {path: [facts.site.get(path, agent=agent) for agent in (PHONE, LAPTOP)] for path in paths}
    shown = {path: both for path, both in fetched.items() if all(page.status == HTTPStatus.OK for page in both)}
    wrong = [f"{path} ({problem})" for path, both in shown.items() for problem in _device_problems(*both)]
    wrong += [
        f"{data.model._meta.label_lower}.{field}"
        for data in declarations.all_personal()
        for field in sorted(data.names())
        if _OF_A_DEVICE.search(field)
    ]
    figure = _("%(count)d pages, fetched as a phone and as a laptop") % {"count": len(shown)}
    if wrong:
        names = {"where": joined(wrong)}
        return broken(figure, _("Differs by device, or keeps something about it: %(where)s.") % names)
    if not shown:
        return unproven(figure, _("No page could be fetched."))
    return kept(figure)


@promise("P17")
def statistics_hold_no_rows_of_people(facts: Facts) -> Verdict:
    """Look at the columns of every table of counts: kinds and numbers only, and one row for each cell."""
    tables = declarations.all_exempt(NotPersonal.AGGREGATE)
    figure = _("%(count)d tables of counts; numbers below %(limit)d are shown to nobody") % {
        "count": len(tables),
        "limit": privacy_settings().smallest_cell,
    }
    if wrong := [problem for model in tables for problem in _table_problems(model)]:
        return broken(figure, _("More than counts: %(where)s.") % {"where": joined(wrong)})
    if privacy_settings().smallest_cell < 2:
        return broken(figure, _("SMALLEST_CELL hides nothing."))
    if limits := {number for number in _published_limits(facts.register) if number > privacy_settings().smallest_cell}:
        return broken(figure, _("The policy says that numbers below %(said)d are not shown.") % {"said": max(limits)})
    return kept(figure)


@promise("P18")
def statistics_are_anonymous_or_the_exception_is_answered_for(facts: Facts) -> Verdict:
    """Our own counts are anonymous; a service that measures people is an exception, with an owner and a reason."""
    if (own := statistics_hold_no_rows_of_people(facts)).kind != "kept":
        return own
    exceptions = list(
        Service.objects.filter(category=Category.ANALYTICS, vendor__halted_at__isnull=True).order_by("key")
    )
    unanswered = [service.name for service in exceptions if not (service.exception_owner and service.exception_reason)]
    figure = _("own statistics anonymous; exceptions: %(count)d, answered for: %(answered)d") % {
        "count": len(exceptions),
        "answered": len(exceptions) - len(unanswered),
    }
    if unanswered:
        return unproven(
            figure, _("Nobody has said why it cannot be anonymous, and answers for it: %(names)s.")
            % {"names": joined(unanswered)},
        )  # fmt: skip
    return kept(figure)


def _published_limits(register: Register) -> Iterator[int]:
    """Yield the limits below which counts are hidden, according to the passages with promise P17."""
    for statement in register.statements:
        if "P17" in statement.promises and statement.is_promise:
            for language, text in statement.text.items():
                for phrase in _BELOW.findall(text.lower()):
                    yield from numbers_in(phrase, language) or ()


def _table_problems(model: type[Model]) -> Iterator[str]:
    """Yield the columns and the missing constraint by which a row could identify a person."""
    table, key = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s ORDER BY column_name",
            [table],
        )
        columns = {name: data_type for name, data_type in cursor.fetchall() if name != key}
        constraints = connection.introspection.get_constraints(cursor, table)
    for name, data_type in columns.items():
        if data_type not in _COUNTED or _OF_A_PERSON.search(name):
            yield f"{table}.{name}"
    cell = {name for name in columns if name != "count"}
    if not any(constraint["unique"] and set(constraint["columns"]) == cell for constraint in constraints.values()):
        yield f"{table} ({_('several rows for one cell')})"


def _device_problems(phone: Page, laptop: Page) -> Iterator[str]:
    if without_stamps(phone.content) != without_stamps(laptop.content):
        yield _("not the same page")
    if phone.cookies or laptop.cookies:
        yield "Set-Cookie"
    both = (phone, laptop)
    if any("accept-ch" in page.headers or "user-agent" in page.headers.get("vary", "").lower() for page in both):
        yield _("asks for more about the device")
