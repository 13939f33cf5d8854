"""What staff leave out of a copy because it is about somebody else, and its key."""

import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dsar", "0035_ways_in_cascades"),
    ]

    operations = [
        migrations.CreateModel(
            name="RedactionKey",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="redaction_key",
                        serialize=False,
                        to="dsar.case",
                    ),
                ),
                ("sealed", models.BinaryField(verbose_name="sealed key")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("retain_until", models.DateTimeField(db_index=True, null=True, verbose_name="kept until")),
            ],
            options={
                "verbose_name": "key of redactions",
                "verbose_name_plural": "keys of redactions",
            },
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("model", models.CharField(max_length=80, verbose_name="model")),
                ("row", models.CharField(max_length=80, verbose_name="row")),
                ("field", models.CharField(max_length=80, verbose_name="field")),
                ("is_whole", models.BooleanField(verbose_name="the whole value")),
                ("length", models.PositiveIntegerField(verbose_name="characters")),
                (
                    "reason",
                    models.TextField(validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name="why"),
                ),
                ("sealed", models.BinaryField(verbose_name="sealed text")),
                ("sealed_file", models.BinaryField(default=bytes, verbose_name="sealed file")),
                ("redacted_at", models.DateTimeField(verbose_name="left out at")),
                ("staff", models.PositiveBigIntegerField(verbose_name="account")),
                ("retain_until", models.DateTimeField(db_index=True, null=True, verbose_name="kept until")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="redactions", to="dsar.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "redaction",
                "verbose_name_plural": "redactions",
                "ordering": ("redacted_at", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="redaction_has_reason"
                    )
                ],
            },
        ),
    ]
