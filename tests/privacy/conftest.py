"""A register of the tests' own: no other app's section, no check of a promise but the ones a test asks for."""

from collections.abc import Callable, Mapping

import pytest

from privacy.policy import publishing
from privacy.promises import catalogue
from privacy.promises import registry as verdicts
from privacy.promises.enums import PromiseKind
from privacy.promises.registry import Check, Verdict
from privacy.register import in_force, sections
from privacy.register.models import Revision
from tests.factories.privacy import NOW, small_register

Promising = Callable[..., None]


@pytest.fixture
def only_privacy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the other apps contribute, and every promise of the catalogue with its check."""
    monkeypatch.setattr(sections, "_sections", {"privacy": sections._sections["privacy"]})
    monkeypatch.setattr(verdicts, "_checks", {})
    monkeypatch.setattr(verdicts, "_unknowable", {})
    monkeypatch.setattr(catalogue, "known", dict)


def known_promise(name: str) -> catalogue.Known:
    return catalogue.Known(id=name, kind=PromiseKind.DATA, text={}, law=())


def ask_only(
    monkeypatch: pytest.MonkeyPatch, checks: Mapping[str, Check], known: Mapping[str, catalogue.Known] | None = None
) -> None:
    """Let the site promise what these checks are of, and what ``known`` has besides, and ask these checks alone."""
    rows = {name: known_promise(name) for name in checks} | dict(known or {})
    monkeypatch.setattr(verdicts, "_checks", dict(checks))
    monkeypatch.setattr(catalogue, "known", lambda: {name: rows[name] for name in sorted(rows, key=catalogue.number)})


@pytest.fixture
def promising(only_privacy: None, monkeypatch: pytest.MonkeyPatch) -> Promising:
    """Let promises be judged as told: ``promising(P29=broken("3", "late"))``; none of the others is checked."""
    known: list[Mapping[str, catalogue.Known]] = []

    def promise(**answers: Verdict) -> None:
        checks = {name: (lambda _facts, answer=answer: answer) for name, answer in answers.items()}
        known.append(catalogue.known())
        ask_only(monkeypatch, checks, known[0])

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
