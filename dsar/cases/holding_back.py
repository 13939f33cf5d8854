"""Confirmed requests hold back deletion by time until they are answered (GDPR Art. 15, LAW D-20)."""

from datetime import datetime

from django.db import connection
from django.db.models import CharField, Exists, F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from dsar.cases.enums import UNANSWERED, Right
from dsar.cases.models import Case, Contact
from dsar.cases.told import BrowserRecord
from privacy.inventory import declarations, people
from privacy.inventory.declarations import PersonalData
from privacy.retention.open_requests import OpenRequest, RequestHold, request_holds

# The same condition as ``CaseQuerySet.holding_back_deletion``.
_EXIST = """
SELECT EXISTS (SELECT FROM dsar_case WHERE (state = ANY(%s) OR closed_at > %s) AND "right" = ANY(%s)
  AND confirmed_at IS NOT NULL)
"""
_WAITING = [str(state) for state in UNANSWERED]
_RIGHTS = [str(right) for right in Right if right.holds_back_deletion]


def exist(as_of: datetime) -> bool:
    """Tell whether a confirmed request was waiting for its answer."""
    # The engine asks before every batch. Written out, it costs a third of the query set's own ``exists()``.
    with connection.cursor() as cursor:
        cursor.execute(_EXIST, [_WAITING, as_of, _RIGHTS])
        return bool(cursor.fetchone()[0])


def keeps(data: PersonalData, as_of: datetime) -> Q:
    """Return the condition that a row is about somebody who waits for an answer."""
    waiting, condition = _waiting(as_of), Q(pk__in=[])
    if people.faults(data):
        return condition
    for subject in people.subjects_of(data):
        address = people.address_of_outer_row(data, subject)
        named = {"_text__contains": F(_address())} if subject.is_within else {_address(): address}
        condition |= Q(Exists((waiting.annotate(_text=address) if subject.is_within else waiting).filter(**named)))
    for generic in people.generic_keys(data):
        condition |= people.parts_of(generic, lambda parent: parent.model._base_manager.filter(keeps(parent, as_of)))
    # Who is in a row that stays must still be found by it.
    for key, parent in people.named_rows(data):
        condition |= Q(**{f"{key}__in": parent.model._base_manager.filter(keeps(parent, as_of)).values("pk")})
    return condition


def reasons(rows: QuerySet[Model], data: PersonalData, as_of: datetime) -> list[OpenRequest]:
    """Return the requests that keep any of these rows, the most urgent first, without the addresses."""
    addresses = set[str]().union(*people.addresses_of(data, rows.order_by().values("pk")).values())
    for key, parent in people.named_rows(data):
        addresses |= set().union(*people.addresses_of(parent, rows.order_by().values(key)).values())
    waiting = _waiting(as_of).filter(**{f"{_address()}__in": addresses}).select_related("case")
    return [_named(contact.case) for contact in waiting.order_by("case__latest_on")]


def _named(case: Case) -> OpenRequest:
    return OpenRequest(
        text=_("%(right)s %(reference)s: an open request holds back the deletion")
        % {"right": case.which_right.label, "reference": case.reference},
        url=reverse("admin:dsar_case_change", args=[case.pk]),
    )


def _waiting(as_of: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(case__in=Case.objects.holding_back_deletion(as_of))


def _address() -> str:
    """Return the field by which the people who asked are found."""
    return str(declarations.personal_data(Contact).subject)


def _added(as_of: datetime) -> QuerySet[BrowserRecord]:
    """Return what browsers led to and people added to requests that wait (LAW D-10)."""
    return BrowserRecord.objects.filter(case__in=Case.objects.holding_back_deletion(as_of))


def _keeps_added(data: PersonalData, as_of: datetime) -> Q:
    added = _added(as_of).filter(model=data.model._meta.label_lower)
    return Q(Exists(added.filter(row=Cast(OuterRef("pk"), CharField()))))


def _reasons_of_added(rows: QuerySet[Model], data: PersonalData, as_of: datetime) -> list[OpenRequest]:
    keys = [str(key) for key in rows.order_by().values_list("pk", flat=True)]
    added = _added(as_of).filter(model=data.model._meta.label_lower, row__in=keys)
    return [_named(case) for case in Case.objects.filter(pk__in=added.values("case")).order_by("latest_on")]


request_holds.add("dsar", RequestHold(exist=exist, keeps=keeps, reasons=reasons))
request_holds.add(
    "dsar.browsers",
    RequestHold(
        exist=lambda as_of: _added(as_of).exists(),
        keeps=_keeps_added,
        reasons=_reasons_of_added,
        applies=lambda data: data.in_browser is not None,
    ),
)
