from typing import Any

import pytest

from privacy.staff.checks import check_order_of_apps


@pytest.mark.parametrize(
    ("order", "faults"),
    [
        (["privacy", "django.contrib.admin"], []),
        (["django.contrib.admin.apps.AdminConfig", "privacy"], ["privacy.W002"]),
        (["privacy.apps.PrivacyConfig"], []),
    ],
)
def test_administration_has_our_pages(settings: Any, order: list[str], faults: list[str]) -> None:
    settings.INSTALLED_APPS = order
    assert [fault.id for fault in check_order_of_apps(None)] == faults
