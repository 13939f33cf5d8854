"""What the site itself does, whoever runs it: rows that a register needs before anything of its own is in it."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.forms import model_to_dict

from privacy.conf import privacy_settings
from privacy.register import operations as register
from privacy.register import sections

_CORE = Path(__file__).with_name("basis.toml")
_SETTING = re.compile(r"\{([A-Z_]+)\}")

Rows = dict[str, list[Mapping[str, Any]]]


def basis_rows() -> Rows:
    """Return the rows of every file of the basis by kind: those that the apps need, and those of the site."""
    rows: Rows = {}
    for file in (_CORE, *privacy_settings().basis_files):
        for kind, more in register.read_seed(Path(file)).items():
            rows[kind] = [*rows.get(kind, []), *(_filled(row) for row in more)]
    return rows


def _filled(value: Any) -> Any:
    """Put in what the site's settings say of Django's own cookies; a prefix of the browser's is no part of a name."""
    if isinstance(value, Mapping):
        return {key: _filled(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one) for one in value]
    match = _SETTING.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return value
    given = getattr(settings, match[1])
    if isinstance(given, str):
        return given.removeprefix("__Host-").removeprefix("__Secure-")
    return _lifetime(given)


def _lifetime(seconds: int | None) -> str:
    hours, rest = divmod(seconds or 0, 3600)
    if not seconds:
        return "session"
    if rest:
        return f"{seconds} seconds"
    return f"{hours} hours" if hours % 24 else f"{hours // 24} days"


def missing(besides: Mapping[str, Any] | None = None) -> Rows:
    """Return the rows of the basis that neither the register nor a seed (``besides``) has, by kind."""
    found: Rows = {}
    known = sections.seed_rows()
    for kind, rows in basis_rows().items():
        if kind not in known:
            continue  # its app is not installed
        own = {_identity(kind, row) for row in (besides or {}).get(kind, ()) if isinstance(row, Mapping)}
        lacking = [row for row in rows if _identity(kind, row) not in own and not _is_there(kind, row)]
        if lacking:
            found[kind] = lacking
    return found


@transaction.atomic
def add(*, now: datetime) -> int:
    """Add to the draft what the basis has and the register lacks; return how many rows. What is there stays."""
    rows = missing()
    if rows:
        register.load_seed(seed=_single_rows() | rows, now=now)
    return sum(map(len, rows.values()))


@transaction.atomic
def load(*, seed: Mapping[str, Any], now: datetime) -> None:
    """Load a seed into a register that has the basis, or gets it first. Raises ``SeedError``: nothing was changed."""
    rows = missing(besides=seed)
    # The basis numbers its rows, so that those of the file are counted alike with and without it.
    register.load_seed(seed={**seed, **{kind: [*seed.get(kind, ()), *more] for kind, more in rows.items()}}, now=now)


def _single_rows() -> dict[str, Any]:
    """Return the kinds of which there is one row, the controller, as they are: a seed cannot do without."""
    singles = {
        kind: model._default_manager.first() for kind, (model, names) in sections.seed_rows().items() if not names
    }
    return {kind: model_to_dict(row, exclude=["id"]) for kind, row in singles.items() if row is not None}


def _identity(kind: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(_columns(kind, row).items())


def _columns(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    model, names = sections.seed_rows()[kind]
    blank = model()
    return {name: row.get(name, getattr(blank, name)) for name in names}


def _is_there(kind: str, row: Mapping[str, Any]) -> bool:
    model, _names = sections.seed_rows()[kind]
    return model._default_manager.filter(**_columns(kind, row)).exists()
