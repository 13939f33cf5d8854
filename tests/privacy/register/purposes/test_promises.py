"""P3, P8 and P13, each made to hold and made to fail by rows and pages changed behind the application's back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.checks import CheckMessage
from django.db import connection

from consent.services.models import Service
from contact.messages.forms import ContactForm
from contact.messages.models import Message
from privacy.inventory import checks, collecting, declarations, public_forms
from privacy.inventory.collecting import FormData, NotKept
from privacy.policy import publishing
from privacy.recipients.models import Vendor
from privacy.register import in_force
from privacy.register.frozen.register import Register
from privacy.register.operations import freeze
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts, Verdict
from privacy.register.purposes.models import Purpose
from privacy.register.purposes.promises import (
    every_use_has_a_basis,
    forms_ask_for_what_is_declared,
    purposes_are_a_closed_list,
)
from privacy.web.own_site import OwnSite
from tests.factories.newsletter import ActiveFactory, PendingFactory
from tests.factories.privacy import NOW, PurposeFactory, VendorFactory, accept_gaps
from tests.factories.seeds import load_seed
from tests.registries import ReplaceEntries

pytestmark = pytest.mark.django_db


def public_form(name: str) -> FormData:
    return next(data for data in collecting.all_forms() if data.name == name)


def without(name: str) -> dict[str, object]:
    return {key: data for key, data in collecting.registry.items() if key != name}


@pytest.fixture
def seeded(db: None) -> None:
    load_seed(now=NOW)


@pytest.fixture
def live(seeded: None, replace_entries: ReplaceEntries) -> Iterator[None]:
    """The seed in force; what other promises say of it is not asked here."""
    from privacy.register.promises import registry as promises
    from privacy.register.statements.models import Statement

    replace_entries(promises.promises, {})
    Statement.objects.update(promises=[])
    accept_gaps()  # what nobody promises, the linter finds said without a promise
    publishing.publish(now=NOW)
    in_force.refresh()
    yield
    in_force.forget()


def facts() -> Facts:
    return Facts(now=NOW, register=freeze(now=NOW))


def p3() -> Verdict:
    return every_use_has_a_basis(facts())


def p8() -> Verdict:
    return forms_ask_for_what_is_declared(facts())


def p13() -> Verdict:
    return purposes_are_a_closed_list(facts())


@pytest.mark.law("P3", "A-03")
@pytest.mark.usefixtures("seeded")
def test_p3_is_kept_while_every_purpose_has_a_basis() -> None:
    verdict = p3()
    assert (verdict.kind, verdict.figure.split()[0]) == (VerdictKind.KEPT, str(Purpose.objects.count()))


@pytest.mark.law("P3", "A-03")
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("key", ["newsletter", "staff"])
def test_p3_is_broken_by_a_purpose_without_a_basis(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE privacy_purpose DROP CONSTRAINT purpose_has_a_legal_basis")
        cursor.execute("UPDATE privacy_purpose SET legal_basis = 'because' WHERE key = %s", [key])
    verdict = p3()
    assert verdict.kind == VerdictKind.BROKEN
    assert key in verdict.reason


@pytest.mark.law("P3", "A-03")
@pytest.mark.usefixtures("seeded")
def test_p3_is_broken_by_an_interest_that_nobody_weighed() -> None:
    Purpose.objects.filter(key="customer-service").update(balance_note="")
    verdict = p3()
    assert verdict.kind == VerdictKind.BROKEN
    assert "customer-service" in verdict.reason


@pytest.mark.law("P3")
@pytest.mark.usefixtures("seeded")
def test_p3_is_unproven_without_any_purpose() -> None:
    verdict = every_use_has_a_basis(Facts(now=NOW, register=Register()))
    assert verdict.kind == VerdictKind.KEPT
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE privacy_purpose CASCADE")
    empty = every_use_has_a_basis(Facts(now=NOW, register=Register()))
    assert empty.kind == VerdictKind.UNPROVEN


@pytest.mark.law("P13")
@pytest.mark.usefixtures("seeded")
def test_p13_is_kept_by_the_seed() -> None:
    verdict = p13()
    assert (verdict.kind, verdict.reason) == (VerdictKind.KEPT, "")


@pytest.mark.law("P13", "A-16")
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("key", "named"),
    [("statistics", "_hjSession_*"), ("advertising", "IDE"), ("newsletter", "newsletter.Subscription")],
)
def test_p13_is_broken_when_a_purpose_leaves_the_published_list(key: str, named: str) -> None:
    ActiveFactory.create()  # whoever subscribes must be told of the newsletter
    Purpose.objects.filter(key=key).update(is_in_notice=False)
    draft = freeze(now=NOW)
    # Told elsewhere is for staff's tables and cookies; a cookie of a visitor still names the recipient behind it.
    Purpose.objects.filter(key=key).update(covers=[], is_in_notice=False)
    verdict = purposes_are_a_closed_list(Facts(now=NOW, register=draft))
    assert verdict.kind == VerdictKind.BROKEN
    strays = {name for (_kind, name), serves in _things_of(draft) if not serves or key in serves}
    assert any(named in name for name in strays)


def _things_of(register: Register) -> list[tuple[tuple[str, str], set[str]]]:
    from privacy.register.purposes.promises import _things

    return list(_things(register))


@pytest.mark.law("P13")
@pytest.mark.usefixtures("seeded")
def test_p13_is_broken_by_a_cookie_that_no_purpose_covers() -> None:
    Purpose.objects.filter(key="website").update(covers=[])
    assert p13().kind == VerdictKind.KEPT  # its service still names it
    Service.objects.filter(key="cloudflare").update(purposes=[])
    verdict = p13()
    assert verdict.kind == VerdictKind.BROKEN
    assert "Cloudflare" in verdict.reason


@pytest.mark.law("P13")
@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("purposes", [[], ["secret-profiling"], ["staff"]])
def test_p13_is_broken_by_a_recipient_for_no_published_purpose(purposes: list[str]) -> None:
    VendorFactory.create(key="broker", name="Megler", purposes=purposes)
    verdict = p13()
    assert verdict.kind == VerdictKind.BROKEN
    assert "Megler" in verdict.reason
    Vendor.objects.filter(key="broker").update(purposes=["website"])
    assert p13().kind == VerdictKind.KEPT


@pytest.mark.law("P13", "A-16")
@pytest.mark.usefixtures("seeded")
def test_p13_is_broken_by_a_table_for_no_purpose_of_the_register(replace_entries: ReplaceEntries) -> None:
    scored = replace(declarations.personal_data(Message), purpose="lead-scoring")
    replace_entries(declarations.models, {**declarations.models, Message: scored})
    verdict = p13()
    assert verdict.kind == VerdictKind.BROKEN
    assert "contact.Message" in verdict.reason


@pytest.mark.law("P13")
@pytest.mark.usefixtures("seeded")
def test_p13_is_broken_by_a_public_form_for_staffs_purpose(replace_entries: ReplaceEntries) -> None:
    form = replace(public_form("contact.form"), purpose="staff")
    replace_entries(collecting.registry, {**collecting.registry, "contact.form": form})
    assert "contact.form" in p13().reason


@pytest.mark.law("P8")
@pytest.mark.usefixtures("live")
def test_p8_is_kept_by_the_pages_as_they_are() -> None:
    verdict = p8()
    assert (verdict.kind, verdict.reason) == (VerdictKind.KEPT, "")
    assert public_forms.scan_pages(OwnSite()).forms > 3 * len(settings.LANGUAGES)


def overriding(settings: Any, folder: Path, name: str, text: str) -> None:
    """Let a template of the site be another one, as a careless change would."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    first = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**first, "DIRS": [folder, *first["DIRS"]]}]


@pytest.mark.law("P8", "P13")
@pytest.mark.usefixtures("live")
def test_p8_is_broken_by_a_hidden_field_on_a_page(settings: Any, tmp_path: Path) -> None:
    form = '<form method="post"><input type="hidden" name="{{ "hubspot" }}utk" value="1"></form>'
    overriding(settings, tmp_path, "contact/form.html", form)
    verdict = p8()
    assert verdict.kind == VerdictKind.BROKEN
    assert "hubspotutk (/en/contact/)" in verdict.reason


@pytest.mark.law("P8")
@pytest.mark.usefixtures("live")
def test_p8_is_unproven_while_a_page_cannot_be_looked_at(settings: Any, tmp_path: Path) -> None:
    overriding(settings, tmp_path, "contact/form.html", "{% include missing %}")
    verdict = p8()
    assert verdict.kind == VerdictKind.UNPROVEN
    assert "/kontakt/" in verdict.reason


@pytest.mark.law("P8")
@pytest.mark.usefixtures("live")
def test_p8_is_broken_by_a_form_that_nobody_declared(replace_entries: ReplaceEntries) -> None:
    replace_entries(collecting.registry, without("newsletter.signup"))
    verdict = p8()
    assert verdict.kind == VerdictKind.BROKEN
    assert "email (/nyhetsbrev/)" in verdict.reason


@pytest.mark.law("P8")
@pytest.mark.usefixtures("live")
def test_p8_is_broken_by_a_form_whose_purpose_is_not_published() -> None:
    Purpose.objects.filter(key="newsletter").update(is_in_notice=False)
    ActiveFactory.create()
    assert "newsletter.preferences" in p8().reason
    assert "newsletter.signup" not in p8().reason  # not shown, and nothing of it is stored
    PendingFactory.create()
    for form in ("newsletter.signup", "newsletter.move", "newsletter.preferences"):
        assert form in p8().reason
    Purpose.objects.filter(key="newsletter").update(is_in_notice=True)
    Purpose.objects.filter(key="customer-service").update(is_in_notice=False)
    assert "contact.form" in p8().reason


@pytest.mark.law("P8")
@pytest.mark.usefixtures("live")
def test_p8_is_kept_without_a_newsletter_that_nobody_subscribes_to() -> None:
    """Its form is shown only while the policy in force tells of it."""
    Purpose.objects.filter(key="newsletter").update(is_in_notice=False)
    assert p8().kind == VerdictKind.KEPT


def test_fields_outside_of_a_form_in_templates_and_of_buttons_are_found() -> None:
    html = (
        '<input name="loose"><template><form action="/kontakt/"><input type=hidden name="utm_source">'
        '<textarea name=text></textarea><button name="go">x</button></form></template>'
        '<form action="https://elsewhere.example.com/x"><select name="s"></select></form><form><input></form>'
    )
    shown = {form.view: form.names for form in public_forms.forms_in(html, "/nyhetsbrev/")}
    assert shown == {
        "newsletter:signup": ("loose",),
        "contact:form": ("utm_source", "text", "go"),
        "https://elsewhere.example.com/x": ("s",),
    }


def found(messages: list[CheckMessage], check_id: str) -> list[str]:
    return [message.msg for message in messages if message.id == check_id]


@pytest.mark.law("P8", "A-16")
def test_project_declares_every_form_and_every_field_of_them() -> None:
    assert checks.check_forms(None) == []
    assert checks.check_templates(None) == []
    assert checks.check_purposes(None) == []


@pytest.mark.law("P8")
def test_form_that_nobody_declared_stops_the_site(replace_entries: ReplaceEntries) -> None:
    replace_entries(collecting.registry, without("contact.form"))
    assert "contact.messages.forms.ContactForm" in found(checks.check_forms(None), "privacy.E006")[0]


@pytest.mark.law("P8", "P13")
def test_field_of_a_form_that_nobody_declared_stops_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ContactForm.base_fields, "utm_source", forms.CharField())
    assert "utm_source" in found(checks.check_forms(None), "privacy.E007")[0]


@pytest.mark.law("P8", "P13")
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"purpose": "newsletter"}, "is for newsletter"),
        ({"fields": {"text": "score"}, "not_kept": {"email": NotKept.CONTROL}}, "keeps text in score"),
        ({"model": Purpose}, "no declared personal data"),
    ],
)
def test_form_that_fills_something_else_stops_the_site(
    change: dict[str, Any], named: str, replace_entries: ReplaceEntries
) -> None:
    plain: FormData = replace(public_form("contact.form"), form=None)
    replace_entries(collecting.registry, {**collecting.registry, "contact.form": replace(plain, **change)})
    assert named in " ".join(found(checks.check_forms(None), "privacy.E007"))


@pytest.mark.law("P8")
@pytest.mark.parametrize("field", ['<input type="hidden" name="utm_source">', "<textarea\n rows=3 name='notat'>"])
def test_field_that_a_template_writes_itself_stops_the_site(tmp_path: Path, field: str, settings: Any) -> None:
    (tmp_path / "page.html").write_text(f"<form>{field}</form>", encoding="utf-8")
    for folder in ("admin", "dev"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.html").write_text('<input name="for_staff">', encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    (message,) = found(checks.check_templates(None), "privacy.E008")
    assert "page.html" in message


@pytest.mark.law("P13", "A-16")
def test_table_without_a_purpose_stops_the_site(replace_entries: ReplaceEntries) -> None:
    aimless = replace(declarations.personal_data(Message), purpose=" ")
    replace_entries(declarations.models, {**declarations.models, Message: aimless})
    assert found(checks.check_purposes(None), "privacy.E009") == ["contact.Message is declared without a purpose."]


def test_purpose_of_a_factory_covers_nothing() -> None:
    assert PurposeFactory.create().covers == []
