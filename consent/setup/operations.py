"""What the setup assistant writes to the draft register."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from consent.catalogue import operations as catalogue
from consent.catalogue import queries as catalogue_queries
from consent.importing.operations import import_policy
from consent.importing.results import ImportResult
from consent.services.models import Service, StorageItem
from consent.setup.queries import NEWSLETTER
from privacy.recipients.models import Agreement, Vendor
from privacy.register import basis
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.purposes.operations import confirm_supplies
from privacy.register.purposes.queries import OURSELVES


@transaction.atomic
def describe_controller(*, controller: Controller, now: datetime) -> Controller:
    """Save who the controller is, and add what the site itself does to a register that lacks it."""
    controller.pk = 1
    controller.save()
    basis.add(now=now)
    return controller


@transaction.atomic
def choose_activities(*, keys: Iterable[str], has_newsletter: bool) -> None:
    """Add the chosen ready purposes; tell of the newsletter, or not. A purpose that is there is never taken away."""
    for key in keys:
        catalogue.adopt_purpose(key=key)
    Purpose.objects.filter(key=NEWSLETTER).update(is_in_notice=has_newsletter)


@transaction.atomic
def adopt_products(*, keys: Iterable[str]) -> int:
    """Add products of the catalogue to the draft; return how many were not there."""
    there = catalogue.adopted()
    products = catalogue_queries.products()
    new = [products[key] for key in keys if key not in there]
    for product in new:
        catalogue.adopt(product=product)
    return len(new)


@transaction.atomic
def answer(*, vendor: Vendor, facts: Mapping[str, Any]) -> Vendor:
    """Save what staff know about a recipient; an empty answer changes nothing."""
    given = {name: value for name, value in facts.items() if value}
    arrangement = given.pop("arrangement", None)
    for name, value in given.items():
        setattr(vendor, name, value)
    vendor.save(update_fields=list(given))
    if arrangement:
        Agreement.objects.update_or_create(vendor=vendor, defaults={"arrangement": arrangement})
    return vendor


@transaction.atomic
def answer_supplies(*, given: Mapping[str, str], by: User, now: datetime) -> None:
    """Save who meets each need of the website: the key of a recipient, or ``OURSELVES``; an empty answer waits."""
    for supply, who in given.items():
        row = Controller.objects.first() if who == OURSELVES else Vendor.objects.filter(key=who).first()
        if row is None:
            continue
        name = "runs_itself" if isinstance(row, Controller) else "supplies"
        setattr(row, name, [*getattr(row, name), supply])
        row.save(update_fields=[name])
        met_by = row.key if isinstance(row, Vendor) else OURSELVES
        confirm_supplies(supplies=[supply], met_by=met_by, by=by, now=now)


@transaction.atomic
def answer_item(*, item: StorageItem, facts: Mapping[str, Any], today: date) -> StorageItem:
    """Save what staff know about a storage item; an empty answer changes nothing. A reviewer has reviewed it today."""
    given = {name: value for name, value in facts.items() if value not in (None, "", {})}
    if given.get("reviewer"):
        given["reviewed_on"] = today
    for name, value in given.items():
        setattr(item, name, value)
    item.save(update_fields=list(given))
    return item


@transaction.atomic
def bring_policy(*, data: bytes) -> ImportResult:
    """Import the tables of a policy, and complete the suppliers that it names from the catalogue.

    Raises ``UnreadablePolicy``; then nothing is written.
    """
    result = import_policy(data=data)
    services = set(Service.objects.values_list("key", flat=True))
    for product in catalogue_queries.products().values():
        if product.service and product.service.key in services:
            catalogue.adopt(product=product)
    return result
