"""The columns of an e-mail address: the normal form that is looked up, and the spelling beside it."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from privacy.addresses.errors import InvalidAddress
from privacy.addresses.form_fields import AddressFormField
from privacy.addresses.normal import LONGEST_ADDRESS, Address, lookup_form, normalise_address

WRITTEN = "_written"


def validate_address(value: str) -> None:
    """Accept a text that names a mailbox."""
    try:
        normalise_address(value)
    except InvalidAddress as error:
        raise ValidationError(error.fault.label, code=error.fault.value) from error


class AddressField(models.EmailField):
    """Column with the normal form of an address: what is looked up, unique and written to.

    Every spelling finds it: ``filter(email="Per@Example.COM")``. Saving keeps the spelling in the field ``…_written``
    beside it. Raises ``InvalidAddress`` when a text that is no address is saved.
    """

    default_validators = [validate_address]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST_ADDRESS, **options})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if not _is_text(value):
            return value
        address = normalise_address(value)
        setattr(model_instance, self.attname, address)
        written = self.attname + WRITTEN
        # Of a row that was read and is saved again the spelling stays; that of another mailbox never does.
        if _has_field(model_instance, written) and (
            isinstance(value, Address) or lookup_form(getattr(model_instance, written)) != address
        ):
            setattr(model_instance, written, address.written)
        return address

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return str(lookup_form(value)) if _is_text(value) else value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        # Not in get_prep_value, which lookups use too: looking for what is no address finds nothing, and is no error.
        return super().get_db_prep_save(normalise_address(value) if _is_text(value) else value, connection)

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": AddressFormField, **options})


class WrittenAddressField(models.CharField):
    """Column with an address as somebody wrote it: to be shown, not to be looked up.

    Beside an ``AddressField`` of the same name it is filled by itself.
    """

    default_validators = [validate_address]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST_ADDRESS, **options})

    def to_python(self, value: Any) -> Any:
        return value.written if isinstance(value, Address) else super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(self.to_python(value))

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": AddressFormField, **options})


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _has_field(row: models.Model, name: str) -> bool:
    try:
        row._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
