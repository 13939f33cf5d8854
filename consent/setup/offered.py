"""What the pages of the setup assistant show: suppliers to tick, recipients to complete, and the policy."""

from dataclasses import dataclass
from datetime import datetime
from html import unescape
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, strip_tags
from django.utils.text import Truncator
from django.utils.translation import get_language

from consent.catalogue import operations as catalogue_operations
from consent.catalogue import queries as catalogue
from consent.catalogue.enums import Group
from consent.catalogue.queries import CatalogueVendor, Product
from consent.services.models import StorageItem
from privacy.recipients.models import Vendor
from privacy.register.frozen import rows as frozen
from privacy.register.frozen.register import Register
from privacy.register.languages.fields import in_language
from privacy.register.operations import freeze
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.models import PromiseVerdict
from privacy.register.purposes.models import Purpose
from privacy.register.statements import choosing, rendering
from privacy.register.statements.errors import UnrenderablePolicy
from privacy.register.statements.models import Statement

_BEGINNING = 120


@dataclass(frozen=True, kw_only=True)
class Link:
    """A row with its page."""

    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A product to tick; ``url`` is the page of its recipient when the register has it."""

    product: Product
    is_there: bool
    url: str = ""

    @property
    def does(self) -> str:
        return in_language(self.product.does)

    @property
    def searched(self) -> str:
        """The words by which the page finds it."""
        vendor = self.product.vendor
        words = (self.product.name, vendor.name, vendor.value("legal_entity") or "", *self.product.words, self.does)
        return " ".join(words).casefold()


@dataclass(frozen=True, kw_only=True)
class Card:
    """A row with the form of its missing facts; ``entry`` has the documents where those of a recipient stand."""

    row: Vendor | StorageItem
    name: str
    form: Any
    url: str
    entry: CatalogueVendor | None = None


def languages() -> list[str]:
    """Return the languages of the policy, each by its own name."""
    return [name for _code, name in settings.LANGUAGES]


def groups() -> list[tuple[str, list[Offer]]]:
    """Return the products of the catalogue by group."""
    there = catalogue_operations.adopted()
    offers = [_offer(product, product.key in there) for product in catalogue.products().values()]
    by_group = groupby(offers, key=lambda offer: offer.product.group)
    return [(str(Group(group).label), list(found)) for group, found in by_group]


def _offer(product: Product, is_there: bool) -> Offer:
    vendor = catalogue_operations.vendor_of(product) if is_there else None
    url = reverse("admin:privacy_vendor_change", args=[vendor.pk]) if vendor else ""
    return Offer(product=product, is_there=is_there, url=url)


def other_vendors() -> list[Link]:
    """Return the recipients of the register that are not in the catalogue."""
    known = set(catalogue.vendors())
    return [
        Link(text=vendor.name or vendor.key, url=reverse("admin:privacy_vendor_change", args=[vendor.pk]))
        for vendor in Vendor.objects.direct().exclude(key__in=known)
    ]


def purposes() -> list[Link]:
    """Return the purposes of the notice."""
    return [
        Link(text=str(purpose) or purpose.key, url=reverse("admin:privacy_purpose_change", args=[purpose.pk]))
        for purpose in Purpose.objects.in_notice()
    ]


def card(row: Vendor | StorageItem, form: Any) -> Card:
    """Return a row with its form and, for a recipient, its entry in the catalogue."""
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    if isinstance(row, Vendor):
        return Card(row=row, name=row.name or row.key, form=form, url=url, entry=catalogue.vendors().get(row.key))
    name = f"{row.name} ({row.service.name})" if row.service else row.name
    return Card(row=row, name=name, form=form, url=url)


@dataclass(frozen=True, kw_only=True)
class Text:
    """The policy as the draft is now, as HTML in the reader's language, and its passages by their beginning."""

    html: str
    passages: list[Link]


def text(now: datetime) -> Text:
    """Return the policy as the draft is now; empty without a statement."""
    rows = dict(Statement.objects.values_list("key", "pk"))
    if not rows:
        return Text(html="", passages=[])
    latest = PromiseVerdict.objects.latest_of_each()
    kept = {verdict.promise for verdict in latest if verdict.kind == VerdictKind.KEPT}
    register = choosing.settled(freeze(now=now), kept)
    passages = [
        Link(text=_beginning(row, register), url=reverse("admin:privacy_statement_change", args=[rows[row.key]]))
        for row in register.statements
    ]
    try:
        html = rendering.render(register, _language())
    except UnrenderablePolicy as error:
        html = escape(str(error))
    return Text(html=html, passages=passages)


def _beginning(statement: frozen.Statement, register: Register) -> str:
    words = " ".join(strip_tags(rendering.prose(statement.words, register, _language())).split())
    return Truncator(unescape(words)).chars(_BEGINNING) or statement.key


def _language() -> str:
    codes = [code for code, _name in settings.LANGUAGES]
    active = get_language()
    return active if active in codes else settings.LANGUAGE_CODE
