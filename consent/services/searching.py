"""Staff find a cookie or a service by a part of its name."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy

from consent.services.models import Service, StorageItem
from privacy.staff.searching import MOST, Hit, searchable


@searchable(title=gettext_lazy("Cookies and other storage"), permission="consent.view_storageitem", order=60)
def storage_items(text: str) -> Iterator[Hit]:
    """Yield the storage items whose name holds a text."""
    items = StorageItem.objects.filter(name__icontains=text).select_related("service").order_by("name")
    for item in items[: MOST + 1]:
        url = reverse("admin:consent_storageitem_change", args=[item.pk])
        yield Hit(text=item.name, url=url, note=item.service.name if item.service else "")


@searchable(title=gettext_lazy("Services"), permission="consent.view_service", order=65)
def services(text: str) -> Iterator[Hit]:
    """Yield the services whose name holds a text."""
    for service in Service.objects.filter(name__icontains=text).order_by("name")[: MOST + 1]:
        yield Hit(text=service.name, url=reverse("admin:consent_service_change", args=[service.pk]))
