"""Loading of the register from a seed, and freezing of it."""

import hashlib
import json
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from privacy.register import sections
from privacy.register.errors import SeedError
from privacy.register.frozen.register import Register


def read_seed(path: Path) -> dict[str, Any]:
    """Return the content of a seed file. Raises ``SeedError`` with the line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SeedError(error.strerror) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SeedError(str(error)) from error


@transaction.atomic
def load_seed(*, seed: Mapping[str, Any], now: datetime) -> None:
    """Create or update the rows of a seed in the sections of all apps; other rows are not changed.

    Raises ``SeedError`` with the name of the row; then nothing was changed.
    """
    for section in sections.all_sections():
        section.load(seed, now)


def load_rows(
    model: type[Model], rows: Iterable[Mapping[str, Any]], *, refer: Mapping[str, type[Model]] | None = None
) -> None:
    """Validate rows, and create or update them by key, numbered in the order of the seed.

    ``refer`` maps each column that contains the key of another row to the model of that row. Raises ``SeedError``.
    """
    for order, row in enumerate(rows, start=1):
        where = f"{model._meta.verbose_name} {row.get('key', order) if isinstance(row, dict) else order}"
        try:
            values = {"order": order, **row}
            key = values["key"]
            for column, other in (refer or {}).items():
                if values.get(column):
                    values[column] = other._default_manager.get(key=values[column])
        except KeyError as missing:
            raise SeedError(f"{where}: {missing} is missing") from missing
        except TypeError as error:
            raise SeedError(f"{where}: expected a table, such as [[{model._meta.model_name}s]]") from error
        except ObjectDoesNotExist as error:
            raise SeedError(f"{where}: refers to a row that is not there: {row}") from error
        load_row(model, values, {"key": key}, where)


def load_owned(
    model: type[Model],
    rows: Iterable[Mapping[str, Any]],
    *,
    owner: str,
    of: type[Model],
    also: Collection[str] = (),
) -> None:
    """Create or update rows that belong to a row of the model ``of``, whose key is in the column ``owner``.

    ``also`` are the columns that distinguish the rows of the same owner. Raises ``SeedError``.
    """
    for place, row in enumerate(rows, start=1):
        where = f"{model._meta.verbose_name} {row.get(owner, place) if isinstance(row, dict) else place}"
        try:
            values = {**row, owner: of._default_manager.get(key=row[owner])}
            identity = {name: values[name] for name in (owner, *also)}
        except KeyError as missing:
            raise SeedError(f"{where}: {missing} is missing") from missing
        except TypeError as error:
            raise SeedError(f"{where}: expected a table, such as [[{model._meta.model_name}s]]") from error
        except ObjectDoesNotExist as error:
            raise SeedError(f"{where}: refers to a row that is not there: {row}") from error
        load_row(model, values, identity, where)


def load_row(model: type[Model], values: Mapping[str, Any], identity: Mapping[str, Any], where: str) -> None:
    """Validate a row, and create or update it by ``identity``. Raises ``SeedError`` that begins with ``where``."""
    if unknown := sorted(set(values) - {field.name for field in model._meta.fields}):
        raise SeedError(f"{where}: there is no such field: {', '.join(unknown)}")
    instance = model._default_manager.filter(**identity).first() or model(**identity)
    try:
        for name, value in values.items():
            setattr(instance, name, value)
        save_valid(instance)
    except ValidationError as error:
        raise SeedError(f"{where}: {_in_words(error)}") from error
    except (ValueError, TypeError) as error:
        raise SeedError(f"{where}: {error}") from error


def save_valid(instance: Model) -> None:
    """Validate a row and save it. Raises ``ValidationError`` with everything that is wrong with it."""
    try:
        # The database checks the constraints anyway. Django would ask it about each of them before.
        instance.full_clean(validate_constraints=False)
        with transaction.atomic():
            instance.save()
    except (ValidationError, IntegrityError):
        instance.full_clean()
        raise


def _in_words(error: ValidationError) -> str:
    return "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())


def freeze(*, now: datetime) -> Register:
    """Return the whole draft register, frozen as for a revision."""
    return Register(parts={section.key: section.freeze(now) for section in sections.all_sections()})


def gaps() -> list[str]:
    """Return the facts that are missing from the register, in the active language."""
    return [gap for section in sections.all_sections() for gap in section.gaps()]


def digest(content: object) -> str:
    """Return the SHA-256 of JSON content in its canonical form, as hexadecimal digits."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
