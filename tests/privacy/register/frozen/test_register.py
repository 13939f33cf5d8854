"""The frozen register: what is parsed is serialized to the same JSON, and older revisions can be read."""

import json
import types
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from privacy.policy import publishing
from privacy.register import basis, operations
from privacy.register.frozen.parts import Core, Part, Rights, Storage, kinds
from privacy.register.frozen.register import Register, parse, serialize
from privacy.register.frozen.rows import Change, Keyed
from privacy.register.models import Revision
from privacy.register.promises import registry as promises
from privacy.register.statements.models import Statement
from tests.factories.privacy import NOW, accept_gaps
from tests.registries import ReplaceEntries

WRITTEN = "6667eb84678e4f37212d8d6277ffaa00abfd4c2d2cb1641f79c45721a8eefaa6"
IRISH = Path(__file__).parents[2] / "policy" / "own_policy" / "irish.toml"


def publish_seed(replace_entries: ReplaceEntries) -> Revision:
    replace_entries(promises.promises, {})
    Statement.objects.update(promises=[])
    accept_gaps()
    return Revision.objects.get(pk=publishing.publish(now=NOW).pk)


@pytest.mark.law("P58", "P59")
@pytest.mark.django_db
@pytest.mark.parametrize("seed", [settings.OUR_SEED, IRISH], ids=["ours", "irish"])
def test_revision_has_the_same_digest_once_parsed_and_serialized(seed: Path, replace_entries: ReplaceEntries) -> None:
    basis.load(seed=operations.read_seed(seed), now=NOW)
    draft = serialize(operations.freeze(now=NOW))
    assert draft == json.loads(json.dumps(draft)), "nothing but JSON"
    assert serialize(parse(draft)) == draft
    if seed == settings.OUR_SEED:
        revision = publish_seed(replace_entries)
        assert serialize(revision.register) == revision.content
        assert operations.digest(serialize(revision.register)) == revision.sha256
        assert revision.register.part(Storage).services[0].items


@pytest.mark.django_db
def test_small_register_has_the_same_digest_once_parsed_and_serialized(published: Revision) -> None:
    stored = Revision.objects.get(pk=published.pk)
    assert operations.digest(serialize(stored.register)) == published.sha256
    assert stored.register == published.register


@pytest.mark.law("P58")
def test_format_of_published_revisions_does_not_change() -> None:
    """One row of each kind as the code wrote it before there were types: a field that is renamed would be lost."""
    content = json.loads(Path(__file__).with_name("revision.json").read_text(encoding="utf-8"))
    register = parse(content)
    empty = {kind for part in register.parts.values() for kind, rows in part.lists() if not rows}
    assert empty == {"sentences"}, "the kinds that came later"
    assert serialize(register) == content
    assert operations.digest(serialize(register)) == WRITTEN


def _values(hint: Any) -> st.SearchStrategy[Any]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return st.none() | _values(next(member for member in inner if member is not types.NoneType))
    if origin is tuple:
        return st.lists(_values(inner[0]), max_size=2).map(tuple)
    if origin is not None:
        return st.dictionaries(st.text(max_size=3), _values(inner[1]), max_size=2)
    plain = {Any: st.none() | st.integers(), str: st.text(max_size=4), int: st.integers(0, 2**40), bool: st.booleans()}
    return plain[hint] if hint in plain else _rows(hint)


def _rows(kind: type[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    found = st.builds(kind, **{field.name: _values(hints[field.name]) for field in fields(kind)})
    # How long something is kept now is told beside how long it was kept before.
    return found.filter(lambda change: change.before is not None or change.after is None) if kind is Change else found


_REGISTERS = st.fixed_dictionaries({"privacy": _rows(Core), "consent": _rows(Storage), "dsar": _rows(Rights)})


@given(_REGISTERS)
def test_whatever_is_serialized_is_parsed_as_it_was(parts: Mapping[str, Part]) -> None:
    register = Register(parts=parts)
    assert parse(json.loads(json.dumps(serialize(register)))) == register


def test_older_revision_gets_defaults_and_what_is_unknown_is_ignored() -> None:
    content = {
        "privacy": {
            "statements": [{"key": "old", "colour": "red", "text": None}],
            "vendors": [{"key": "host"}],
            "retention_rules": [{"key": "log", "days": 30}],
        },
        "consent": {"services": [{"key": "film", "items": [{"name": "id", "lifetime_seconds": None}]}]},
        "an app that is gone": {"rows": [{"key": "x"}]},
    }
    register = parse(content)
    (statement,), (vendor,), (rule,), (service,) = (
        register.statements, register.vendors, register.retention_rules, register.services
    )  # fmt: skip
    assert (statement.text, statement.conditions, statement.is_shown, statement.is_promise) == ({}, (), True, True)
    assert (vendor.is_halted, vendor.engaged_by, vendor.legs) == (False, "", ())
    assert (rule.is_in_notice, rule.months_after_year) == (True, None)
    assert (service.purposes, service.items[0].documented_seconds) == (None, None)
    assert list(register.rows()) == ["vendors/host", "retention_rules/log", "statements/old", "services/film"]
    assert not register.has(Rights)
    assert register.rights == ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ship(Keyed):
    crew: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet(Part):
    ships: tuple[Ship, ...] = ()


def test_another_app_adds_a_part_of_its_own() -> None:
    with kinds.isolated():
        kinds.add("fleet", Fleet)
        register = parse({"fleet": {"ships": [{"key": "gull", "crew": 3}]}})
    assert register.part(Fleet).ships == (Ship(key="gull", crew=3),)
    assert register.rows() == {"ships/gull": Ship(key="gull", crew=3)}
    assert serialize(register) == {"fleet": {"ships": [{"key": "gull", "crew": 3}]}}
