"""Basis of the register: rows that every site needs, such as those of its own cookies."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from privacy.conf import privacy_settings
from privacy.law.locales import languages
from privacy.register import operations as register
from privacy.register import sections
from privacy.register.languages.fields import site_languages
from privacy.register.languages.translations import is_translated

_CORE = Path(__file__).with_name("basis.toml")
_SETTING = re.compile(r"\{([A-Z_]+)\}")

Rows = dict[str, list[Mapping[str, Any]]]


def basis_rows() -> Rows:
    """Return the rows of all basis files by kind: those of the apps, then those of the site."""
    rows: Rows = {}
    for file in (_CORE, *privacy_settings().basis_files):
        for kind, more in _read(Path(file)).items():
            rows[kind] = [*rows.get(kind, []), *(_filled(_in_site_languages(kind, row)) for row in more)]
    return rows


def _in_site_languages(kind: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row with its texts in the languages of the site; the note of staff is in the first that has one."""
    key = row.get("key") or row.get("name") or ""
    codes = site_languages()
    written = {code: languages.find(code).texts.get(kind, {}).get(key, {}) for code in codes}
    whole = dict(row)
    for name, value in row.items():
        if is_translated(value):
            texts = {**value, **{code: texts[name] for code, texts in written.items() if name in texts}}
            whole[name] = {code: texts[code] for code in codes if code in texts} or texts
        elif name in written[codes[0]]:
            whole[name] = written[codes[0]][name]
    return whole


@cache  # the files are part of the code
def _read(file: Path) -> Mapping[str, Any]:
    return register.read_seed(file)


def _filled(value: Any) -> Any:
    """Replace placeholders such as ``{SESSION_COOKIE_NAME}`` by the site's settings, in nested values too."""
    if isinstance(value, Mapping):
        return {key: _filled(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(element) for element in value]
    match = _SETTING.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return value
    given = getattr(settings, match[1])
    if isinstance(given, str):
        # The register has the names of cookies without the security prefixes of browsers.
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
    """Return, by kind, the rows of the basis that are missing from the register and from a seed (``besides``)."""
    absent: Rows = {}
    known = sections.seed_rows()
    for kind, rows in basis_rows().items():
        if kind not in known:
            continue  # the app of this kind is not installed
        there = {_identity(kind, row) for row in (besides or {}).get(kind, ()) if isinstance(row, Mapping)}
        model, names = known[kind]
        there.update(model._default_manager.values_list(*names))
        lacking = [row for row in rows if _identity(kind, row) not in there]
        if lacking:
            absent[kind] = lacking
    return absent


@transaction.atomic
def add(*, now: datetime) -> int:
    """Add the missing rows of the basis to the draft, and return their number. Existing rows are not changed."""
    rows = missing()
    if rows:
        # Empty: who the controller is, staff say.
        register.load_seed(seed={**rows, "controller": {}}, now=now)
    return sum(map(len, rows.values()))


@transaction.atomic
def load(*, seed: Mapping[str, Any], now: datetime) -> None:
    """Load a seed and the missing rows of the basis. Raises ``SeedError``; then nothing was changed."""
    rows = missing(besides=seed)
    # Rows of the basis have a fixed order and come last, so that they do not change the numbering of the seed.
    register.load_seed(seed={**seed, **{kind: [*seed.get(kind, ()), *more] for kind, more in rows.items()}}, now=now)


def _identity(kind: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    model, names = sections.seed_rows()[kind]
    blank = model()
    return tuple(row.get(name, getattr(blank, name)) for name in names)
