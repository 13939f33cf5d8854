"""What is always needed stands first; the rest is folded, and opens when it has an error."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from consent.services.models import Service, StorageItem
from privacy.recipients.models import Vendor
from tests.privacy.register.purposes.test_admin import filled_in

pytestmark = [pytest.mark.django_db]


def unfolded(html: str) -> list[str]:
    """Return the fields of the row itself, not of the rows below it, that are seen without opening anything."""
    own = html.split('class="js-inline-admin-formset', maxsplit=1)[0]
    without = re.sub(r"<details>.*?</details>", "", own, flags=re.DOTALL)
    return re.findall(r'class="form-row[^"]* field-(\w+)', without)


@pytest.mark.parametrize(("model", "most"), [(Vendor, 8), (StorageItem, 5), (Service, 9)])
def test_form_shows_few_fields(admin_client: Client, model: type, most: int) -> None:
    page = admin_client.get(reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_add")).content.decode()  # type: ignore[attr-defined]
    assert len(unfolded(page)) == most
    assert page.count("<details>") >= 1


def test_folded_field_with_an_error_is_seen(admin_client: Client) -> None:
    add = reverse("admin:privacy_vendor_add")
    data = filled_in(admin_client.get(add).content.decode())
    page = admin_client.post(add, data | {"list_url": "no address"}).content.decode()
    assert "list_url" in unfolded(page)
