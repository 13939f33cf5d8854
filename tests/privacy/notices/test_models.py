"""A notice in words, as its recipient reads it."""

from django.utils import translation

from privacy.inventory import declarations
from privacy.notices.models import Notice
from tests.factories.privacy import VendorFactory


def test_right_values_have_the_titles_of_the_recipient_s_own_kinds_of_data() -> None:
    vendor = VendorFactory.build(purposes=["customer-service"])
    with translation.override("en"):
        titles = {
            data.model: str(data.fields["name"].title) for data in declarations.all_personal() if "name" in data.fields
        }
        own = {
            title for model, title in titles.items() if declarations.personal_data(model).purpose == "customer-service"
        }
        assert {*titles.values()} - own, "another kind of data has a field of this name"
        [(title, value)] = Notice(vendor=vendor, values={"name": "Eva Bjerg"}).values_in_words()
    assert title in own
    assert value == "Eva Bjerg"
