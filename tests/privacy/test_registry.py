"""What plugs in is refused the second time, with both places named."""

import importlib
import importlib.util
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.checks import Warning as CheckWarning
from django.core.checks.registry import registry as django_registry
from django.core.mail import EmailMultiAlternatives
from django.forms import BaseForm, Form

from contact.messages.forms import ContactForm
from contact.messages.models import Message
from newsletter.issues.forms import IssueForm
from privacy import system_checks
from privacy.erasure import ledger_kinds
from privacy.inventory import checks, collecting, declarations
from privacy.inventory.enums import NotPersonal
from privacy.journal import operations as journal
from privacy.letters import audiences, composers
from privacy.letters.audiences import Audience
from privacy.register import sections
from privacy.register.frozen.parts import Part
from privacy.register.promises import registry as promises
from privacy.register.statements.linting.findings import finds
from privacy.register.statements.linting.findings import registry as rule_checks
from privacy.registry import NotRegistered, RegistrationError, Registry, load_modules, own_apps
from privacy.retention.models import RetentionRule
from privacy.staff import dashboard
from privacy.statistics import sharable
from privacy.system_checks import system_check


def section(key: str, **more: Any) -> sections.Section:
    return sections.Section(
        key=key, order=1, load=lambda _seed, _now: None, freeze=lambda _now: Part(), gaps=list, **more
    )


MESSAGE = declarations.personal_data(Message)
CONTACT = next(data for data in collecting.all_forms() if data.form is ContactForm)
REQUIRED = ("title", "purpose", "subjects", "retention", "fields")
PLACE = r"tests\.privacy\.test_registry:\d+"


def page() -> dashboard.DashboardPage:
    return dashboard.DashboardPage(title="", url_name="shop:page", permission="")


def compose(_object_id: object, _now: datetime) -> None:
    return None


def act(_now: datetime) -> None:
    return None


# Each registers something new every time, under the same key.
TWICE: dict[str, tuple[Registry[Any, Any], Callable[[], object]]] = {
    "check of a promise": (promises.promises, lambda: promises.promise("P999")(lambda _facts: promises.kept("1"))),
    "promise without a check": (promises.promises, lambda: promises.unknowable("P999", reason="")),
    "section": (sections.registry, lambda: sections.add(section("shop"))),
    "composer": (composers.registry, lambda: composers.composes("shop.letter")(lambda *_args: None)),
    "audience": (
        audiences.registry,
        lambda: audiences.add_audience(
            Audience(
                letter="shop.letter",
                purposes=frozenset(),
                page=lambda _after, _size: [],
                example=lambda _announcement, _language: EmailMultiAlternatives(),
            )
        ),
    ),
    "form": (
        collecting.registry,
        lambda: collecting.declare_form(replace(CONTACT, name="shop.form", form=None)),
    ),
    "staff form": (collecting.registry, lambda: collecting.staff_form(ShopForm)),
    "ledger kind": (
        ledger_kinds.kinds,
        lambda: ledger_kinds.register_kind("shop.sold", apply=lambda _lines: None, remains=len),
    ),
    "block": (dashboard.blocks, lambda: dashboard.dashboard_block(order=1)(named("block"))),
    "page": (dashboard.pages, lambda: dashboard.add_page(1, page())),
    "table to share": (sharable.registry, lambda: sharable.sharable("sales", "")(lambda _month, _limit: None)),  # type: ignore[arg-type, return-value]
    "source of the journal": (
        journal.sources,
        lambda: journal.add_source(journal.JournalSource(name="shop", compare=lambda _scope: iter(()))),
    ),
    "check of a rule": (rule_checks, lambda: finds("G-01")(named("check"))),
    "act after a restore": (ledger_kinds.restore_actions, lambda: ledger_kinds.after_restore(named("act"))),
    "system check id": (system_checks.ids, lambda: system_check("shop.E001")(named("check"))),
}


class ShopForm(Form):
    pass


def named(name: str) -> Any:
    """Return a new function that is always called the same."""

    def function(*_args: Any, **_kwargs: Any) -> list[Any]:
        return []

    function.__qualname__ = name
    return function


@pytest.fixture(autouse=True)
def _own_system_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is registered here is asked by another test."""
    monkeypatch.setattr(django_registry, "registered_checks", set(django_registry.registered_checks))


@pytest.mark.parametrize("kind", TWICE)
def test_second_entry_of_a_key_is_refused_and_both_places_are_named(kind: str) -> None:
    registry, register = TWICE[kind]
    with registry.replaced({}):
        register()
        with pytest.raises(RegistrationError, match=f"in {PLACE} and in {PLACE}"):
            register()
        assert len(registry) == 1


@pytest.mark.parametrize(
    "again",
    [
        lambda: declarations.declare(replace(MESSAGE, title="again")),
        lambda: declarations.exempt(Message, NotPersonal.FRAMEWORK),
        lambda: declarations.personal(**{name: getattr(MESSAGE, name) for name in REQUIRED})(Message),
    ],
    ids=["declared", "exempt", "decorated"],
)
def test_second_declaration_of_a_model_is_a_fault_of_the_site_and_both_places_are_named(
    again: Callable[[], object],
) -> None:
    with declarations.models.isolated(), declarations.contradictions.replaced({}):
        again()
        assert declarations.personal_data(Message) is MESSAGE, "the first counts"
        [found] = [message for message in checks.check_ownership(None) if message.id == "privacy.E047"]
    assert found.obj is Message
    assert re.search(rf"in \S+:\d+ and in {PLACE}", found.msg)


def test_promise_with_a_check_and_a_reason_is_refused() -> None:
    with promises.promises.isolated():
        promises.unknowable("P999", reason="")
        with pytest.raises(RegistrationError, match=r"promise P999 is registered twice"):
            promises.promise("P999")(lambda _facts: promises.kept("1"))


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"tables": {"purposes": "shop/purposes.html"}}, "the table purposes"),
        ({"seeds": {"vendors": (RetentionRule, ("key",))}}, "the seed rows vendors"),
    ],
)
def test_table_or_seed_rows_of_two_sections_are_refused(more: Mapping[str, Any], named: str) -> None:
    with pytest.raises(RegistrationError, match=rf"section privacy in privacy\.policy\.section:\d+ both have {named}"):
        sections.add(section("shop", **more))


@pytest.mark.parametrize("form", [ContactForm, IssueForm])
def test_form_class_that_is_declared_twice_is_refused(form: type[BaseForm]) -> None:
    with pytest.raises(RegistrationError, match=rf"{form.__name__}"):
        collecting.declare_form(replace(CONTACT, name="shop.form", form=form))
    with pytest.raises(RegistrationError, match=rf"{form.__name__}"):
        collecting.staff_form(form)


def test_same_object_may_come_again() -> None:
    registry: Registry[str, Callable[[datetime], None]] = Registry("act")
    registry.add("act", act)
    registry.add("act", act)
    assert dict(registry) == {"act": act}


def test_lookup_that_fails_names_what_is_known() -> None:
    registry: Registry[str, int] = Registry("size", order=lambda _key, value: value)
    registry.add("large", 3)
    registry.register("small")(1)
    with pytest.raises(NotRegistered) as refusal:
        registry["medium"]
    assert str(refusal.value) == "There is no size medium; registered: small, large."
    assert (registry.get("medium"), registry.get("small"), list(registry)) == (None, 1, ["small", "large"])


def test_replaced_entries_come_back() -> None:
    registry: Registry[str, int] = Registry("size")
    registry.add("small", 1)
    with registry.replaced({"large": 3}):
        registry.add("huge", 9)
        assert dict(registry) == {"large": 3, "huge": 9}
    assert dict(registry) == {"small": 1}
    with pytest.raises(RegistrationError), registry.isolated():
        registry.add("small", 2)
    assert dict(registry) == {"small": 1}


def test_check_that_uses_an_id_it_did_not_register_fails() -> None:
    with system_checks.ids.isolated():
        check = system_check("shop.E001")(lambda *_args, **_kwargs: [CheckWarning("", id="shop.E002")])
        with pytest.raises(RegistrationError, match=r"did not register: shop\.E002"):
            check(None)


def test_every_system_check_of_ours_registers_its_ids() -> None:
    own = [
        check
        for check in django_registry.get_checks(include_deployment_checks=True)
        if apps.get_containing_app_config(check.__module__) in own_apps()
    ]
    assert {*map(id, own)} == {*map(id, system_checks.ids.values())}
    assert len(own) > 10


@pytest.fixture
def strange_form(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[BaseForm]]:
    """A form that stands in no module called ``forms``, and that nobody declared."""
    module = ModuleType("contact.messages.survey")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    form = type("SurveyForm", (Form,), {"__module__": module.__name__})
    yield form
    # The classes of Django keep their subclasses; it must be no form of ours any longer.
    form.__module__ = __name__


@pytest.mark.law("P8", "A-16")
def test_form_in_any_module_of_an_own_app_must_be_declared(strange_form: type[BaseForm]) -> None:
    (message,) = checks.check_forms(None)
    assert (message.id, message.obj) == ("privacy.E006", strange_form)
    with collecting.registry.isolated():
        collecting.base_form(strange_form)
        assert checks.check_forms(None) == []


def test_site_and_its_apps_are_our_own_and_others_are_not() -> None:
    beside = {name for name in settings.INSTALLED_APPS if (settings.BASE_DIR / name / "apps.py").exists()}
    assert {config.label for config in own_apps()} == beside
    assert {"privacy", "consent", "dsar"} <= beside < {config.label for config in apps.get_app_configs()}


def test_module_that_is_not_loaded_may_lie_in_a_noun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noun = tmp_path / "plugged_in" / "noun"
    noun.mkdir(parents=True)
    for file in (noun.parent / "__init__.py", noun / "__init__.py", noun / "light.py", noun / "heavy.py"):
        file.touch()
    monkeypatch.syspath_prepend(tmp_path)
    load_modules(importlib.import_module("plugged_in"), without=frozenset({"noun.heavy", "other.light"}))
    loaded = {name for name in sys.modules if name.startswith("plugged_in.")}
    for name in ("plugged_in", *loaded):
        monkeypatch.delitem(sys.modules, name)
    assert loaded == {"plugged_in.noun", "plugged_in.noun.light"}


def test_what_is_not_loaded_is_there() -> None:
    names = {f"{app.name}.{name}" for app in own_apps() for name in app.not_loaded}
    assert "privacy.documents.workbooks" in names
    assert [name for name in names if importlib.util.find_spec(name) is None] == []
