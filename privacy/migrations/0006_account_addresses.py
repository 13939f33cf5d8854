"""Accounts get the normal form of their address."""

from typing import Any

from django.conf import settings
from django.db import migrations

from privacy.addresses.migrating import normalise_accounts


def normalise(apps: Any, schema_editor: Any) -> None:
    account = apps.get_model(settings.AUTH_USER_MODEL)
    normalise_accounts(apps, settings.AUTH_USER_MODEL, getattr(account, "EMAIL_FIELD", "email"))


class Migration(migrations.Migration):

    dependencies = [
        ("privacy", "0005_controller_address"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # The normal form is an address of the old kind too, so there is nothing to undo.
    operations = [migrations.RunPython(normalise, migrations.RunPython.noop)]
