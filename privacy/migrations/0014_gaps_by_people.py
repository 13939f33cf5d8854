from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def forget_those_of_nobody(apps: Any, _schema_editor: object) -> None:
    """Delete the acceptances that no account stands behind; the next publication lists their gaps as open."""
    apps.get_model("privacy", "AcceptedGap").objects.filter(accepted_by__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0013_translation_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="acceptedgap",
            name="accepted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who accepted it",
            ),
        ),
        migrations.RunPython(forget_those_of_nobody, migrations.RunPython.noop),
        # The deletion leaves events of triggers behind, which a change of the table must not meet.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="acceptedgap",
            name="accepted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who accepted it",
            ),
        ),
    ]
