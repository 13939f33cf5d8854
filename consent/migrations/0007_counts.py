"""Answers are counted by language and device too; what is kept out is counted; a yes no longer locks the revision."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

_DEVICES = [("m", "mobile"), ("d", "desktop")]
_KINDS = [("cookie", "a cookie of our own pages"), ("csp", "something that a page wanted to load")]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("consent", "0006_inline_surface"), ("privacy", "0003_journal_without_needless_indexes")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ChoiceCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("language", models.CharField(max_length=8, verbose_name="language")),
                ("device", models.CharField(choices=_DEVICES, max_length=1, verbose_name="device")),
                (
                    "granted",
                    models.CharField(
                        blank=True, help_text="Empty: to nothing.", max_length=64, verbose_name="said yes to"
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0, verbose_name="answers")),
            ],
            options={
                "verbose_name": "answers on a day",
                "verbose_name_plural": "answers by day",
                "ordering": ("-day", "language", "device", "granted"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "language", "device", "granted"), name="answers_counted_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO consent_choicecount (day, language, device, granted, count) "
            "SELECT day, 'nb', 'd', '', count FROM consent_refusalcount",
            "INSERT INTO consent_refusalcount (day, count) "
            "SELECT day, sum(count) FROM consent_choicecount WHERE granted = '' GROUP BY day",
        ),
        migrations.DeleteModel(name="RefusalCount"),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("kind", models.CharField(choices=_KINDS, max_length=8, verbose_name="what it is")),
                ("name", models.CharField(max_length=100, verbose_name="cookie, or host")),
                ("directive", models.CharField(blank=True, max_length=40, verbose_name="rule")),
                ("page", models.CharField(blank=True, max_length=200, verbose_name="page")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="times")),
            ],
            options={
                "verbose_name": "thing that was kept out",
                "verbose_name_plural": "things that were kept out",
                "ordering": ("-day", "-count"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "kind", "name", "directive", "page"), name="sighting_counted_once"
                    )
                ],
            },
        ),
        migrations.AlterField(
            "consentrecord",
            "revision",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="privacy.revision",
                verbose_name="revision",
            ),
        ),
    ]
