"""Rows from before get the normal form of their address; the form that they had becomes the spelling."""

from typing import Any

from django.db import migrations

from privacy.addresses.migrating import normalise_rows


def normalise(apps: Any, schema_editor: Any) -> None:
    normalise_rows(apps, "contact.Message")


class Migration(migrations.Migration):

    dependencies = [
        ("contact", "0002_address_columns"),
        ("privacy", "0001_initial"),
    ]

    # The normal form is an address of the old kind too, so there is nothing to undo.
    operations = [migrations.RunPython(normalise, migrations.RunPython.noop)]
