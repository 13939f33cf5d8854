"""A register of the tests' own: no other app's section, no check of a promise but the ones a test asks for."""

from collections.abc import Callable, Mapping

import pytest

from privacy.policy import publishing
from privacy.register import in_force, sections
from privacy.register.models import Revision
from privacy.register.promises import catalogue
from privacy.register.promises import registry as promises
from privacy.register.promises.enums import PromiseKind
from privacy.register.promises.registry import Check, Unknowable, Verdict
from tests.factories.privacy import NOW, small_register
from tests.registries import ReplaceEntries

Promising = Callable[..., None]
AskOnly = Callable[..., None]


@pytest.fixture
def only_privacy(replace_entries: ReplaceEntries, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the other apps contribute, and every promise of the catalogue with its check."""
    replace_entries(sections.registry, {"privacy": sections.registry["privacy"]})
    replace_entries(promises.promises, {})
    monkeypatch.setattr(catalogue, "all_promises", dict)


def known_promise(name: str) -> catalogue.CataloguedPromise:
    return catalogue.CataloguedPromise(id=name, kind=PromiseKind.DATA, text={}, law=())


@pytest.fixture
def ask_only(replace_entries: ReplaceEntries, monkeypatch: pytest.MonkeyPatch) -> AskOnly:
    """Let the site make the promises of these checks, and of ``known`` besides, and ask these checks alone."""

    def ask(checks: Mapping[str, Check], known: Mapping[str, catalogue.CataloguedPromise] | None = None) -> None:
        rows = {name: known_promise(name) for name in checks} | dict(known or {})
        reasons = {name: entry for name, entry in promises.promises.items() if isinstance(entry, Unknowable)}
        replace_entries(promises.promises, reasons | dict(checks))
        ordered = {name: rows[name] for name in sorted(rows, key=catalogue.number)}
        monkeypatch.setattr(catalogue, "all_promises", lambda: ordered)

    return ask


@pytest.fixture
def promising(only_privacy: None, ask_only: AskOnly) -> Promising:
    """Let promises be judged as told: ``promising(P29=broken("3", "late"))``; none of the others is checked."""
    known: list[Mapping[str, catalogue.CataloguedPromise]] = []

    def promise(**answers: Verdict) -> None:
        checks = {name: (lambda _facts, answer=answer: answer) for name, answer in answers.items()}
        known.append(catalogue.all_promises())
        ask_only(checks, known[0])

    return promise


@pytest.fixture
def register(db: None, only_privacy: None) -> None:
    """A small draft register that can be published."""
    small_register()


@pytest.fixture
def published(register: None) -> Revision:
    """The small register in force as revision 1."""
    revision = publishing.publish(now=NOW)
    in_force.refresh()
    return revision
