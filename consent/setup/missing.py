"""What is missing before the draft can be published, in words, each with the page where staff put it right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from consent.services.enums import Category
from consent.services.models import Service, StorageItem
from consent.setup import queries
from consent.setup.steps import steps
from privacy.law.deadlines import local_date
from privacy.policy.drafting import not_begun
from privacy.recipients.models import Agreement, Vendor
from privacy.register import sections
from privacy.register.frozen.register import serialize
from privacy.register.frozen_words import place_in_words
from privacy.register.languages import translations
from privacy.register.operations import freeze
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.statements import linting
from privacy.register.statements.models import Statement

_STEP = " / "


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Something that is missing, and the page where it is entered."""

    text: str
    url: str


def missing(now: datetime) -> list[Missing]:
    """Return what keeps the draft from being published, as far as its rows tell; the checks of promises come later."""
    register = freeze(now=now)
    found = [*_about_us(), *_about_vendors(), *_about_rows()]
    found += _without_text(serialize(register))
    passages = not_begun(linting.findings(register, local_date(now)))
    if passages or not Statement.objects.exists():
        text = _("%(count)d passages that the law asks for are not written.") % {"count": len(passages)}
        found.append(Missing(text=text, url=steps["text"].url))
    return found


def _about_us() -> Iterator[Missing]:
    if lacking := queries.lacking_controller_facts():
        yield Missing(text=_("About you: %(facts)s.") % {"facts": _in_words(Controller, lacking)}, url=steps["who"].url)
    if not queries.has_country():
        yield Missing(text=_("Your country and its authority."), url=steps["country"].url)


def _about_vendors() -> Iterator[Missing]:
    if not Vendor.objects.exists():
        yield Missing(text=_("No supplier is entered, not even who runs the server."), url=steps["vendors"].url)
    for supply in queries.open_supplies():
        yield Missing(
            text=_("%(supply)s: who does it.") % {"supply": capfirst(str(supply.label))}, url=steps["facts"].url
        )
    for vendor, lacking in queries.open_vendors():
        facts = {"vendor": vendor.name or vendor.key, "facts": _in_words(Vendor, lacking)}
        yield Missing(text=_("%(vendor)s: %(facts)s.") % facts, url=steps["facts"].url)


def _about_rows() -> Iterator[Missing]:
    for service in queries.services_without_purpose():
        yield Missing(text=_("%(service)s: what it is used for.") % {"service": service}, url=_page(service))
    for item in StorageItem.objects.filter(service__category=Category.NECESSARY).exclude(category=Category.NECESSARY):
        yield Missing(
            text=_("%(item)s needs a yes, and its service is loaded without one.") % {"item": item}, url=_page(item)
        )
    for purpose in Purpose.objects.unbalanced():
        yield Missing(text=_("%(purpose)s: why your interest weighs more.") % {"purpose": purpose}, url=_page(purpose))
    for purpose in Purpose.objects.unassessed():
        yield Missing(text=_("%(purpose)s: the impact assessment.") % {"purpose": purpose}, url=_page(purpose))


def _without_text(content: Any) -> Iterator[Missing]:
    """Yield the texts that a language lacks; those of recipients are asked for on a page of their own."""
    for place, languages in translations.half_translated(content):
        row = _row(place)
        if isinstance(row, Vendor):
            continue
        lacking = ", ".join(name for code, name in settings.LANGUAGES if code in languages)
        url = _page(row) if row is not None else reverse("admin:privacy_revision_publish")
        if isinstance(row, StorageItem):
            url = steps["facts"].url
        facts = {"place": _place(row, place), "languages": lacking}
        yield Missing(text=_("%(place)s is not written in %(languages)s.") % facts, url=url)


def _place(row: Model | None, place: str) -> str:
    """Return the row and the field of a path, in words."""
    name = place.rpartition(_STEP)[2]
    label = next((str(field.verbose_name) for field in row._meta.fields if field.name == name), "") if row else ""
    return f"{row}: “{label}”" if label else place_in_words(place)


def _row(place: str) -> Model | None:
    """Return the row that a path in the frozen register leads to, such as ``consent / services / hotjar / data``."""
    section, kind, *rest = place.split(_STEP)
    models = next((candidate.models for candidate in sections.all_sections() if candidate.key == section), {})
    model = models.get(kind)
    if model is None or not rest:
        return None
    if model is StorageItem or (model is Service and len(rest) > 2 and rest[1] == "items"):
        return StorageItem.objects.filter(name=rest[-2]).first()
    return model._default_manager.filter(key=rest[0]).first() if hasattr(model, "key") else None


def _page(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _in_words(model: type[Model], names: list[str]) -> str:
    """Return fields by their labels."""
    fields = {field.name: str(field.verbose_name) for field in (*Agreement._meta.fields, *model._meta.fields)}
    return ", ".join(fields[name] for name in names)
