"""Whatever staff write is found by its words in its list."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from newsletter.issues.models import Issue
from tests.factories.newsletter import NOW
from tests.factories.privacy import PurposeFactory, StatementFactory, VendorFactory

# Lists of a few rows of each account’s own, or of a setting.
FEW = {"controller", "staffpreference", "savedfilter", "acceptedgap", "adequacydecision", "topic"}


def written_by_staff() -> list[Any]:
    return [one for one in admin.site._registry.values() if not hasattr(one, "short_because")]


def test_every_list_has_a_search_or_says_why_it_is_short() -> None:
    lacking = {
        one.model._meta.model_name for one in written_by_staff() if not one.search_fields and not hasattr(one, "find")
    }
    assert lacking <= FEW


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: PurposeFactory.create(title={"nb": "Sende brev på øya"}), "på øya"),
        (lambda: StatementFactory.create(text={"nb": "## Del\n\nVi sletter «alt» på øya."}), "sletter «alt»"),
        (lambda: VendorFactory.create(name="Bålverket"), "bålverk"),
        (
            lambda: Issue.objects.create(subject={"nb": "Høstens nyheter"}, body={"nb": "Hei"}, created_at=NOW),
            "høstens",
        ),
    ],
)
def test_row_is_found_by_its_words(admin_client: Client, make: Callable[[], Model], words: str) -> None:
    row = make()
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")
    change = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    found = admin_client.get(address, {"q": words})
    assert found.status_code == HTTPStatus.OK
    assert change in found.content.decode()
    assert change not in admin_client.get(address, {"q": "ingenting slikt"}).content.decode()
