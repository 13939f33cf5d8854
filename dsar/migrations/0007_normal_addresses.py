"""Rows from before get the normal form of their address; the form that they had becomes the spelling."""

from typing import Any

from django.db import migrations

from privacy.addresses.migrating import normalise_rows


def normalise(apps: Any, schema_editor: Any) -> None:
    def rivals(row: Any) -> Any:
        is_open = type(row)._base_manager.filter(is_open=True, right=row.right)
        return is_open if row.is_open else is_open.none()

    normalise_rows(apps, "dsar.Contact", rivals=rivals)


class Migration(migrations.Migration):

    dependencies = [
        ("dsar", "0006_address_columns"),
        ("privacy", "0001_initial"),
    ]

    # The normal form is an address of the old kind too, so there is nothing to undo.
    operations = [migrations.RunPython(normalise, migrations.RunPython.noop)]
