"""Each ground of refusal belongs to the rights it exists for: in the form, the operation and the database."""

from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from dsar.cases import deciding
from dsar.cases.enums import GROUNDS, Ground, Right, State, grounds_for
from dsar.cases.errors import GroundNotAllowed
from dsar.cases.models import Case
from dsar.desk.forms import RefuseForm
from tests.factories.dsar import NOW, case_worker, opened, refused
from tests.seen import confirmed

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-05", "D-28", "D-36", "P39")]
REASONS = "Vi har sammenlignet med kilden, og det som står, er riktig."
NEVER_REFUSED = (Right.OBJECTION, Right.WITHDRAWAL)


def test_every_right_is_in_the_table_and_every_ground_belongs_to_a_right() -> None:
    assert set(GROUNDS) == set(Right)
    assert {ground for grounds in GROUNDS.values() for ground in grounds} == set(Ground)


@pytest.mark.parametrize("right", NEVER_REFUSED)
def test_what_nobody_may_refuse_has_no_ground(right: Right) -> None:
    assert grounds_for(right) == ()


@pytest.mark.parametrize(
    ("ground", "rights"),
    [
        (Ground.COMPELLING, {Right.OTHER_USE}),
        (Ground.CLAIMS, {Right.ERASURE, Right.OTHER_USE}),
        (Ground.ACCURATE, {Right.RECTIFICATION}),
        (Ground.OTHERS, {Right.ACCESS, Right.PORTABILITY}),
        (Ground.EXPRESSION, {Right.ERASURE}),
        (Ground.NO_SECRECY, {Right.INFORMATION, Right.ACCESS}),
    ],
)
def test_ground_belongs_to_the_rights_of_its_article(ground: Ground, rights: set[Right]) -> None:
    assert {right for right in Right if ground in grounds_for(right)} == rights


@pytest.mark.parametrize("right", list(Right))
def test_form_operation_and_database_agree_on_every_pair(right: Right) -> None:
    case, staff = opened(right), case_worker()
    for ground in Ground:
        is_allowed = ground in grounds_for(right)
        form = RefuseForm({"ground": ground, "reasons": REASONS, "evidence": REASONS}, case=case)
        assert form.is_valid() is is_allowed, (right, ground)
        assert _database_takes(case, ground) is is_allowed, (right, ground)
        if not is_allowed:
            with pytest.raises(GroundNotAllowed):
                deciding.refuse(case=case, ground=ground, reasons=REASONS, evidence=REASONS, staff=staff, now=NOW)


def _database_takes(case: Case, ground: Ground) -> bool:
    refusal = {"state": State.REFUSED, "closed_at": NOW, "ground": ground, "reasons": REASONS, "evidence": REASONS}
    proposal = {"ground": ground, "reasons": REASONS}
    faults = {_fault(case, values) for values in (refusal, proposal)}
    assert faults in ({""}, {"case_ground_belongs_to_right"})
    return faults == {""}


def _fault(case: Case, values: dict[str, Any]) -> str:
    """Return the constraint that refuses the values; the attempt is rolled back."""
    try:
        with transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**values)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return str(error).split('"')[3]
    return ""


def test_refused_request_cannot_be_turned_into_another_right() -> None:
    case = opened(Right.OTHER_USE)
    refused(case=case, ground=Ground.COMPELLING, reasons=REASONS)
    for right in NEVER_REFUSED:
        with pytest.raises(IntegrityError, match="case_ground_belongs_to_right"), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(right=right)


@pytest.mark.parametrize(
    ("right", "is_offered"), [*product((*NEVER_REFUSED, Right.HUMAN), [False]), (Right.OTHER_USE, True)]
)
def test_page_offers_a_refusal_only_where_there_is_a_ground(client: Client, right: Right, *, is_offered: bool) -> None:
    case = opened(right)
    client.force_login(case_worker())
    refuse = reverse("admin:dsar_case_refuse", args=[case.pk])
    assert (refuse in client.get(reverse("admin:dsar_case_change", args=[case.pk])).content.decode()) is is_offered
    assert client.get(refuse).status_code == (200 if is_offered else 302)
    given = {"ground": Ground.COMPELLING, "reasons": REASONS, "evidence": REASONS}
    if is_offered:
        confirmed(client, refuse, given)
        client.force_login(case_worker("kollega"))
        confirmed(client, refuse, given)
    else:
        client.post(refuse, given)
    assert Case.objects.get(pk=case.pk).state == (State.REFUSED if is_offered else State.OPEN)
