"""System checks: what a deployer or a developer can get wrong about the register."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags
from django.db.models import FileField, Model, UUIDField
from django.forms import BaseForm

from privacy.inventory import collecting, declarations, public_forms, tables
from privacy.inventory.collecting import FormData
from privacy.inventory.declarations import Delete
from privacy.registry import RegisteringAppConfig, dotted_name
from privacy.system_checks import system_check


@system_check("privacy.E001", "privacy.E002")
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


@system_check("privacy.E030")
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


@system_check("privacy.E003", "privacy.E011", "privacy.W001")
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
                    id="privacy.E011",
                )
            )
    return found


@system_check("privacy.E006", "privacy.E007")
def check_forms(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Every form is declared or staff's, and every field of a public one is kept where it says (LAW P8, P13)."""
    configs = list(app_configs or apps.get_app_configs())
    found: list[CheckMessage] = [
        Error(
            f"{form.__module__}.{form.__name__} is a form that the register does not know.",
            hint="Declare it with declare_form or staff_form, or with base_form where it is only inherited from.",
            obj=form,
            id="privacy.E006",
        )
        for form in _forms_of(configs)
        if not collecting.is_known(form)
    ]
    for data in collecting.all_forms():
        if apps.get_app_config(data.model._meta.app_label) in configs:
            found += [
                Error(f"The form {data.name} {fault}.", hint=_HINT, obj=data.form, id="privacy.E007")
                for fault in _faults(data)
            ]
    return found


_HINT = "Its purpose is its model's; each field is kept in a declared field, or not kept for a reason of NotKept."


def _forms_of(configs: Sequence[AppConfig]) -> Iterator[type[BaseForm]]:
    """Yield the form classes that our own apps define, wherever in the app; theirs are loaded when the checks run."""
    for form in sorted(_subclasses(BaseForm), key=dotted_name):
        config = apps.get_containing_app_config(form.__module__)
        if isinstance(config, RegisteringAppConfig) and config in configs:
            yield form


def _subclasses(parent: type[BaseForm]) -> set[type[BaseForm]]:
    return {form for child in parent.__subclasses__() for form in (child, *_subclasses(child))}


def _faults(data: FormData) -> list[str]:
    known = {one.model: one for one in declarations.all_personal()}.get(data.model)
    if known is None:
        return [f"fills {data.model._meta.label}, which holds no declared personal data"]
    faults = [f"has the field {name}, which is not declared" for name in sorted(_own_fields(data) - data.names())]
    faults += [
        f"keeps {name} in {kept}, which {data.model._meta.label} does not declare"
        for name, kept in data.fields.items()
        if kept not in known.fields
    ]
    if data.purpose != known.purpose:
        faults.append(f"is for {data.purpose}, and what it fills is for {known.purpose}")
    return faults


def _own_fields(data: FormData) -> set[str]:
    return set(getattr(data.form, "base_fields", ()))


@system_check("privacy.E008")
def check_templates(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """No public template writes a field, hidden ones too, that no declared form has (LAW P8)."""
    return [
        Error(
            f"{stray.place} has the field {stray.name}, which no declared form has.",
            hint="Declare it with declare_form, or remove it.",
            id="privacy.E008",
        )
        for stray in public_forms.undeclared_in_templates()
    ]


@system_check("privacy.E009")
def check_purposes(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Every declared model says for which purpose it is held (LAW P13, A-16)."""
    return [
        Error(
            f"{data.model._meta.label} is declared without a purpose.",
            hint="Name the purpose's key in personal_data.py.",
            obj=data.model,
            id="privacy.E009",
        )
        for data in declarations.all_personal()
        if not data.purpose.strip()
        and (not app_configs or apps.get_app_config(data.model._meta.app_label) in app_configs)
    ]


@system_check("privacy.E004")
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


@system_check("privacy.E005", tag=Tags.database)
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
