import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0012_staff_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TranslationCheck",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("revision", models.PositiveIntegerField(verbose_name="revision")),
                ("text", models.CharField(max_length=16, verbose_name="text")),
                ("title", models.CharField(max_length=200, verbose_name="text")),
                (
                    "changed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), size=None, verbose_name="languages that changed"
                    ),
                ),
                (
                    "unchanged",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8),
                        size=None,
                        verbose_name="languages that say the same still",
                    ),
                ),
                ("checked_at", models.DateTimeField(verbose_name="at")),
                ("retain_until", models.DateTimeField(db_index=True, verbose_name="kept until")),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who said so",
                    ),
                ),
            ],
            options={
                "verbose_name": "checked translation",
                "verbose_name_plural": "checked translations",
                "ordering": ("revision", "title"),
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "text"), name="translation_checked_once")
                ],
            },
        ),
    ]
