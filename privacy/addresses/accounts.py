"""Accounts hold addresses in their normal form, although their model is not ours."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models.signals import pre_save
from django.dispatch import receiver

from privacy.addresses.normal import lookup_form


@receiver(pre_save, sender=get_user_model(), dispatch_uid="privacy.addresses")
def normalise_account(instance: AbstractBaseUser, **_signal: Any) -> None:
    """Give an account that is saved the normal form of its address."""
    name = instance.get_email_field_name()
    if written := getattr(instance, name, ""):
        # What is no address stays, to be found as it is: an account must not be lost for it.
        setattr(instance, name, str(lookup_form(written)))
