"""System checks: what a deployer or a developer can get wrong about the register."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db.models import FileField, Model, UUIDField

from privacy import catalogue, declarations, verdicts
from privacy.declarations import Delete
from privacy.queries import tables


@register()
def check_declared(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Every field of every installed model is declared or exempt; Django's and third parties' too (LAW A-16)."""
    models = [model for config in app_configs or apps.get_app_configs() for model in config.get_models()]
    found: list[CheckMessage] = []
    for model in models:
        if missing := declarations.undeclared_fields(model):
            found.append(
                Error(
                    f"{model._meta.label} has fields that the register does not know: {', '.join(sorted(missing))}.",
                    hint="Declare them in the app's personal_data.py: what they say about a person, or why nothing.",
                    obj=model,
                    id="privacy.E001",
                )
            )
        if absent := declarations.declared_but_absent(model):
            found.append(
                Error(
                    f"{model._meta.label} lacks fields that the register declares: {', '.join(sorted(absent))}.",
                    hint="Rename or remove them in personal_data.py.",
                    obj=model,
                    id="privacy.E002",
                )
            )
    return found


@register()
def check_erasable_keys(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Every row that an erasure deletes has a key that is never used again: the ledger names it by that (LAW X-13)."""
    return [
        Error(
            f"{data.model._meta.label} is deleted by an erasure and its key may be used again after a restore.",
            hint="Give it a UUID as primary key.",
            obj=data.model,
            id="privacy.E030",
        )
        for data in declarations.all_personal()
        if data.subject is not None
        and isinstance(data.erasure, Delete)
        and not _is_never_reused(data.model)
        and (app_configs is None or apps.get_app_config(data.model._meta.app_label) in app_configs)
    ]


def _is_never_reused(model: type[Model]) -> bool:
    key = model._meta.pk
    return isinstance(getattr(key, "target_field", key), UUIDField)


@register()
def check_retention_fields(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Every declared model holds the field that its retention counts from (LAW P26: no rule, no storage)."""
    found: list[CheckMessage] = []
    for data in declarations.all_personal():
        if app_configs is not None and apps.get_app_config(data.model._meta.app_label) not in app_configs:
            continue
        name = data.retention.since or data.retention.until
        fields = {one.name: one for one in data.model._meta.concrete_fields}
        if name not in fields:
            found.append(
                Error(
                    f"{data.model._meta.label} has no field {name}, from which its retention counts.",
                    hint="Add retain_until (indexed), or declare since=.",
                    obj=data.model,
                    id="privacy.E003",
                )
            )
        elif data.retention.since is None and not getattr(fields[name], "db_index", False):
            found.append(
                checks.Warning(
                    f"{data.model._meta.label}.{name} has no index; the retention run would read the whole table.",
                    obj=data.model,
                    id="privacy.W001",
                )
            )
        elif data.retention.since is None and data.retention.start is None:
            found.append(
                Error(
                    f"{data.model._meta.label} does not say what starts its clock: no changed period reaches it.",
                    hint="Declare start=, the field or expression from which the row's end was worked out.",
                    obj=data.model,
                    id="privacy.E006",
                )
            )
    return found


# Promises whose checks are being written. Empty this, and never fill it again.
_AWAITED = frozenset(f"P{number}" for number in (3, 7, 8, 13, 14, 15, 17, 18, 25, 26, 27, 38, *range(43, 58)))


@register()
def check_promises_are_answered_for(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Every promise of the catalogue has a check, or a recorded reason why no program can know; never both."""
    found: list[CheckMessage] = []
    for name in catalogue.known():
        has_check, has_reason = verdicts.has_check(name), verdicts.reason_of(name) is not None
        if has_check == has_reason and name not in _AWAITED:
            what = "both a check and a reason why there can be none" if has_check else "no check and no reason"
            found.append(
                Error(
                    f"{name} has {what}.",
                    hint=f'Write @promise("{name}") or unknowable("{name}", reason=…) in the promises.py of its app.',
                    obj=name,
                    id="privacy.E020",
                )
            )
    return found


@register()
def check_no_files(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """No declared model keeps files beside the database: erasure and retention delete rows, and files would stay."""
    return [
        Error(
            f"{data.model._meta.label}.{one.name} keeps files outside the database, where no deletion reaches them.",
            hint="Keep the bytes in the row, sealed, as dsar.Export does.",
            obj=data.model,
            id="privacy.E004",
        )
        for data in declarations.all_personal()
        if app_configs is None or apps.get_app_config(data.model._meta.app_label) in app_configs
        for one in data.model._meta.concrete_fields
        if isinstance(one, FileField)
    ]


@register(Tags.database)
def check_tables(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """The database has no table and no column that no model knows: whatever is in it, nobody would find or erase it."""
    return [
        Error(
            f"The database has {place}, which no model of the site knows.",
            hint="Drop it, move it to another schema's database, or make it a declared model.",
            id="privacy.E005",
        )
        for alias in databases or ()
        for place in tables.unknown(alias)
    ]
