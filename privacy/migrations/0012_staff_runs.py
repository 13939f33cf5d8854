import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0011_interrupted_runs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffRun",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.SlugField(max_length=40, verbose_name="what is done")),
                ("asked_at", models.DateTimeField(db_index=True, verbose_name="asked at")),
                ("language", models.CharField(max_length=8, verbose_name="language")),
                ("details", models.JSONField(default=dict, verbose_name="what was asked for")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for the worker"),
                            ("running", "under way"),
                            ("done", "done"),
                            ("refused", "refused"),
                            ("failed", "did not come to an end"),
                            ("interrupted", "interrupted: the process was stopped"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="how far it is",
                    ),
                ),
                ("started_at", models.DateTimeField(null=True, verbose_name="started at")),
                ("progressed_at", models.DateTimeField(null=True, verbose_name="last sign of progress")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished at")),
                ("done_count", models.PositiveIntegerField(default=0, verbose_name="steps done")),
                ("planned_count", models.PositiveIntegerField(default=0, verbose_name="planned steps")),
                ("words", models.JSONField(default=list, verbose_name="result in words")),
                ("result", models.JSONField(default=dict, verbose_name="result")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who asked",
                    ),
                ),
            ],
            options={
                "verbose_name": "work in the background",
                "verbose_name_plural": "work in the background",
                "ordering": ("-asked_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("waiting", "running"))),
                        fields=("kind",),
                        name="one_active_staff_run_per_kind",
                    )
                ],
            },
        ),
    ]
