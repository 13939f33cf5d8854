"""Staff find a recipient by a part of its name."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from privacy.recipients.models import Vendor
from privacy.staff.searching import MOST, Hit, searchable


@searchable(title=gettext_lazy("Recipients"), permission="privacy.view_vendor", order=40)
def recipients(text: str) -> Iterator[Hit]:
    """Yield the recipients whose name, or the name of whose company, holds a text."""
    rows = Vendor.objects.filter(Q(name__icontains=text) | Q(legal_entity__icontains=text)).order_by("name")
    for vendor in rows[: MOST + 1]:
        url = reverse("admin:privacy_vendor_change", args=[vendor.pk])
        yield Hit(text=vendor.name, url=url, note=vendor.legal_entity)
