"""A register of the tests' own: no other app's section, no check of a promise but the ones a test asks for."""

from collections.abc import Callable

import pytest

from privacy.policy import publishing
from privacy.promises import catalogue
from privacy.promises import registry as verdicts
from privacy.promises.enums import PromiseKind
from privacy.promises.registry import Verdict
from privacy.register import in_force, sections
from privacy.register.models import Revision
from tests.factories.privacy import NOW, small_register
from tests.registries import ReplaceEntries

Promising = Callable[..., None]


@pytest.fixture
def only_privacy(replace_entries: ReplaceEntries, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the other apps contribute, and every promise of the catalogue with its check."""
    replace_entries(sections.registry, {"privacy": sections.registry["privacy"]})
    replace_entries(verdicts.promises, {})
    monkeypatch.setattr(catalogue, "all_promises", dict)


def _known(name: str) -> catalogue.CataloguedPromise:
    return catalogue.CataloguedPromise(id=name, kind=PromiseKind.DATA, text={}, law=())


@pytest.fixture
def promising(only_privacy: None, replace_entries: ReplaceEntries, monkeypatch: pytest.MonkeyPatch) -> Promising:
    """Let promises be judged as told: ``promising(P29=broken("3", "late"))``; none of the others is checked."""

    def promise(**answers: Verdict) -> None:
        checks = {name: (lambda _facts, answer=answer: answer) for name, answer in answers.items()}
        replace_entries(verdicts.promises, checks)
        monkeypatch.setattr(
            catalogue, "all_promises", lambda: {name: _known(name) for name in sorted(checks, key=catalogue.number)}
        )

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
