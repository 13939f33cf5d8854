"""System checks that declarations, models, forms, templates and the database agree."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CompositePrimaryKey, EmailField, FileField, Model
from django.forms import BaseForm
from django.forms import EmailField as EmailFormField

from privacy.addresses.form_fields import AddressFormField
from privacy.addresses.model_fields import WRITTEN, AddressField, WrittenAddressField
from privacy.inventory import activities, collecting, declarations, people, public_forms, tables
from privacy.inventory.collecting import FormData
from privacy.inventory.declarations import Delete, PersonalData
from privacy.inventory.enums import NotPersonal
from privacy.registry import RegisteringAppConfig, dotted_name
from privacy.system_checks import system_check


@system_check("privacy.E001", "privacy.E002")
def check_declared(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that every field of every installed model is declared or exempt, third parties' too (LAW A-16)."""
    models = [model for config in app_configs or apps.get_app_configs() for model in config.get_models()]
    errors: list[CheckMessage] = []
    for model in models:
        if missing := declarations.undeclared_fields(model):
            errors.append(
                Error(
                    f"{model._meta.label} has fields that the register does not know: {', '.join(sorted(missing))}.",
                    hint="Declare them in personal_data.py, beside the models in an app whose config inherits from "
                    "privacy.registry.RegisteringAppConfig: what they say about a person, or why nothing.",
                    obj=model,
                    id="privacy.E001",
                )
            )
        if absent := declarations.declared_but_absent(model):
            errors.append(
                Error(
                    f"{model._meta.label} lacks fields that the register declares: {', '.join(sorted(absent))}.",
                    hint="Rename or remove them in personal_data.py.",
                    obj=model,
                    id="privacy.E002",
                )
            )
    return errors


@system_check("privacy.E030")
def check_erasable_keys(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that rows which erasures delete can be named in the ledger by one key (LAW X-13)."""
    # A number or a name may be used again. The ledger looks for such rows only in a database that has not deleted them.
    return [
        Error(
            f"{data.model._meta.label} is deleted by an erasure and has a key of several columns.",
            hint="Give it a key of one column, such as a UUID.",
            obj=data.model,
            id="privacy.E030",
        )
        for data in _declared(app_configs)
        if data.is_linkable
        and isinstance(data.erasure, Delete)
        and isinstance(data.model._meta.pk, CompositePrimaryKey)
    ]


def _declared(app_configs: Sequence[AppConfig] | None) -> Iterator[PersonalData]:
    """Yield the declarations of the models in these apps; without apps all of them."""
    for data in declarations.all_personal():
        if app_configs is None or apps.get_app_config(data.model._meta.app_label) in app_configs:
            yield data


@system_check("privacy.E046", "privacy.E047")
def check_ownership(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that every way from a row to a person leads somewhere, and that a model is declared once (LAW P2, D-14)."""
    return [
        *(
            Error(
                f"{data.model._meta.label} {fault}.",
                hint="Correct its declaration: until then no copy and no erasure looks into it. "
                "`manage.py explain_data` prints what is understood of it.",
                obj=data.model,
                id="privacy.E046",
            )
            for data in _declared(app_configs)
            for fault in people.faults(data)
        ),
        *(
            Error(
                contradiction,
                hint="Remove one of them; the first counts until then.",
                obj=model,
                id="privacy.E047",
            )
            for contradiction, model in declarations.contradictions.items()
        ),
    ]


@system_check("privacy.E003", "privacy.E011", "privacy.W001")
def check_retention_fields(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that every declared model has the field from which its retention counts (LAW P26: no rule, no storage)."""
    messages: list[CheckMessage] = []
    for data in _declared(app_configs):
        name = data.retention.since or data.retention.until
        fields = {field.name: field for field in data.model._meta.concrete_fields}
        if name not in fields:
            messages.append(
                Error(
                    f"{data.model._meta.label} has no field {name}, from which its retention counts.",
                    hint="Add retain_until (indexed), or declare since=.",
                    obj=data.model,
                    id="privacy.E003",
                )
            )
        elif data.retention.since is None and not getattr(fields[name], "db_index", False):
            messages.append(
                checks.Warning(
                    f"{data.model._meta.label}.{name} has no index; the retention run would read the whole table.",
                    obj=data.model,
                    id="privacy.W001",
                )
            )
        elif data.retention.since is None and data.retention.start is None:
            messages.append(
                Error(
                    f"{data.model._meta.label} does not say what starts its clock: no changed period reaches it.",
                    hint="Declare start=, the field or expression from which the row's end was worked out.",
                    obj=data.model,
                    id="privacy.E011",
                )
            )
    return messages


@system_check("privacy.E006", "privacy.E007")
def check_forms(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that forms are declared or for staff, and that fields of public forms match the model (LAW P8, P13)."""
    configs = list(app_configs or apps.get_app_configs())
    errors: list[CheckMessage] = [
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
            errors += [
                Error(f"The form {data.name} {fault}.", hint=_HINT, obj=data.form, id="privacy.E007")
                for fault in _form_faults(data)
            ]
    return errors


_HINT = "Its purpose is its model's; each field is kept in a declared field, or not kept for a reason of NotKept."


def _forms_of(configs: Sequence[AppConfig]) -> Iterator[type[BaseForm]]:
    """Yield the form classes that our own apps define, in any of their modules."""
    # Every module of an app was imported at start, so all its form classes are among the subclasses.
    for form in sorted(_subclasses(BaseForm), key=dotted_name):
        config = apps.get_containing_app_config(form.__module__)
        if isinstance(config, RegisteringAppConfig) and config in configs:
            yield form


def _subclasses(parent: type[BaseForm]) -> set[type[BaseForm]]:
    return {form for child in parent.__subclasses__() for form in (child, *_subclasses(child))}


def _form_faults(data: FormData) -> list[str]:
    declared = declarations.models.get(data.model)
    if not isinstance(declared, PersonalData):
        return [f"fills {data.model._meta.label}, which holds no declared personal data"]
    form_fields = set(getattr(data.form, "base_fields", ()))
    faults = [f"has the field {name}, which is not declared" for name in sorted(form_fields - data.names())]
    faults += [
        f"keeps {name} in {kept}, which {data.model._meta.label} does not declare"
        for name, kept in data.fields.items()
        if not _is_declared(data.model, kept)
    ]
    if data.purpose != declared.purpose:
        faults.append(f"is for {data.purpose}, and what it fills is for {declared.purpose}")
    return faults


def _is_declared(model: type[Model], path: str) -> bool:
    """Tell whether a field is declared, of the model or of a row that a lookup leads to."""
    name, _sign, rest = path.partition("__")
    declared = declarations.models.get(model)
    if not rest:
        return isinstance(declared, PersonalData) and name in declared.fields
    try:
        related = model._meta.get_field(name).related_model
    except FieldDoesNotExist:
        return False
    return isinstance(related, type) and _is_declared(related, rest)


@system_check("privacy.E031", "privacy.E032")
def check_addresses(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that our models and forms know one form of an address: one mailbox is one person."""
    configs = list(app_configs or apps.get_app_configs())
    return [
        *(
            Error(
                f"{model._meta.label}.{fault}.",
                hint="Use AddressField with a WrittenAddressField beside it, from privacy.addresses.model_fields.",
                obj=model,
                id="privacy.E031",
            )
            for config in configs
            if isinstance(config, RegisteringAppConfig)
            for model in config.get_models()
            for fault in _address_faults(model)
        ),
        *(
            Error(
                f"{dotted_name(form)}.{name} takes every spelling of an address for another mailbox.",
                hint="Use AddressFormField of privacy.addresses.form_fields.",
                obj=form,
                id="privacy.E032",
            )
            for form in _forms_of(configs)
            for name, field in getattr(form, "base_fields", {}).items()
            if isinstance(field, EmailFormField) and not isinstance(field, AddressFormField)
        ),
    ]


def _address_faults(model: type[Model]) -> Iterator[str]:
    fields = {field.name: field for field in model._meta.concrete_fields}
    for name, field in fields.items():
        # The address of an account comes with Django's model; privacy.addresses.accounts keeps it in its normal form.
        if not isinstance(field, EmailField) or model is get_user_model():
            continue
        if not isinstance(field, AddressField):
            yield f"{name} takes every spelling of an address for another mailbox"
        elif not isinstance(fields.get(name + WRITTEN), WrittenAddressField):
            yield f"{name} has no field {name}{WRITTEN} for the address as it was written"


@system_check("privacy.E008")
def check_templates(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that every field of a public template, hidden or not, belongs to a declared form (LAW P8)."""
    return [
        Error(
            f"{field.place} has the field {field.name}, which no declared form has.",
            hint="Declare it with declare_form, or remove it.",
            id="privacy.E008",
        )
        for field in public_forms.undeclared_in_templates()
    ]


@system_check("privacy.E009")
def check_purposes(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that every declared model has a purpose (LAW P13, A-16)."""
    return [
        Error(
            f"{data.model._meta.label} is declared without a purpose.",
            hint="Name the purpose's key in personal_data.py.",
            obj=data.model,
            id="privacy.E009",
        )
        for data in _declared(app_configs)
        if not data.purpose.strip()
    ]


@system_check("privacy.E043")
def check_activities(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that every table of counts or evidence belongs to an activity, whose purpose the register tells (P13)."""
    return [
        Error(
            f"{model._meta.label} is exempt as {reason.value}, and no activity says what it is for.",
            hint="Name an activity in exempt(), and declare it with declare_activity.",
            obj=model,
            id="privacy.E043",
        )
        for reason in (NotPersonal.AGGREGATE, NotPersonal.EVIDENCE)
        for model in declarations.all_exempt(reason)
        if declarations.activities_of_models.get(model) not in activities.registry
    ]


@system_check("privacy.E004")
def check_no_files(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that no file outside the database stays when its row is anonymised."""
    # Erasures and deletion by time take the files of a row along; anonymising only writes to the row.
    return [
        Error(
            f"{data.model._meta.label}.{field.name} keeps files outside the database, and anonymising leaves them.",
            hint="Delete such rows instead, or keep the bytes in the row.",
            obj=data.model,
            id="privacy.E004",
        )
        for data in _declared(app_configs)
        if data.retention.anonymise is not None
        for field in data.model._meta.concrete_fields
        if isinstance(field, FileField)
    ]


@system_check("privacy.E005", tag=Tags.database)
def check_tables(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that every table and column of the database belongs to a model."""
    # No copy would find, and no erasure would delete, data of a person in an unknown column.
    return [
        Error(
            f"The database has {name}, which no model of the site knows.",
            hint="Drop it, move it to another schema's database, or make it a declared model.",
            id="privacy.E005",
        )
        for alias in databases or ()
        for name in tables.unknown(alias)
    ]
