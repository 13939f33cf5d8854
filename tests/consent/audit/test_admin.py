"""Findings, as staff see them and put them into the draft register."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent.audit.models import AuditFinding, AuditRun
from consent.services.models import StorageItem
from tests.words import says

pytestmark = pytest.mark.django_db
LIST = "admin:consent_auditfinding_changelist"


def finding(name: str = "stranger", trace: str = "cookie") -> AuditFinding:
    run = AuditRun.objects.create(site="http://127.0.0.1:1/", outcome="differs", started_at=timezone.now())
    return AuditFinding.objects.create(
        run=run, problem="undeclared", trace=trace, name=name, host="127.0.0.1", states=["refused"], lifetime=0
    )


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("ansatt@example.com", "ansatt@example.com", "x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def press(client: Client, *findings: AuditFinding, **more: str) -> str:
    chosen = {"action": "add_to_draft", "_selected_action": [str(one.pk) for one in findings], **more}
    return client.post(reverse(LIST), chosen, follow=True).content.decode()


def test_one_click_asks_and_then_adds_a_row() -> None:
    client, one, request = staff("view_auditfinding", "add_storageitem"), finding(), finding("x.example", "request")
    page = client.get(reverse("admin:consent_auditfinding_change", args=[one.pk])).content.decode()
    add = says("Add to the draft register")
    assert f'value="{add}"' in page
    asked = press(client, one, request)
    assert not StorageItem.objects.exists()
    assert "stranger" in asked
    assert "x.example" not in asked
    press(client, one, is_confirmed="1")
    one.refresh_from_db()
    assert one.item == StorageItem.objects.get()
    assert "utkastet" in press(client, request)
    assert StorageItem.objects.count() == 1


def test_who_may_not_add_rows_cannot() -> None:
    client, one = staff("view_auditfinding"), finding()
    page = client.get(reverse("admin:consent_auditfinding_change", args=[one.pk])).content.decode()
    assert "stranger" in page
    assert "add_to_draft" not in page
    press(client, one, is_confirmed="1")
    assert not StorageItem.objects.exists()
    assert staff_only(one) == 302


def staff_only(one: AuditFinding) -> int:
    return Client().post(reverse(LIST), {"action": "add_to_draft", "_selected_action": [str(one.pk)]}).status_code


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_one_row_and_for_three(
    admin_client: Client, django_assert_max_num_queries: object, rows: int
) -> None:
    for number in range(rows):
        finding(f"stranger{number}")
    for name in (LIST, "admin:consent_auditrun_changelist"):
        admin_client.get(reverse(name))
        with django_assert_max_num_queries(10):  # type: ignore[operator]
            assert admin_client.get(reverse(name)).status_code == 200
