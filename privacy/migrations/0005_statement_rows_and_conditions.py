"""A statement names its rows and conditions; the controller's facts can be entered in the administration."""

import privacy.statements.conditions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0004_purposes_assessed"),
    ]

    operations = [
        migrations.AddField(
            model_name="controller",
            name="address",
            field=models.CharField(blank=True, max_length=200, verbose_name="postal address"),
        ),
        migrations.AddField(
            model_name="controller",
            name="officer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("appointed", "yes, appointed"),
                    ("none", "no"),
                    ("not_needed", "no, we have assessed that none is needed"),
                ],
                help_text="Empty: nobody has decided (GDPR Art. 37).",
                max_length=12,
                verbose_name="data protection officer",
            ),
        ),
        migrations.AddField(
            model_name="controller",
            name="officer_contact",
            field=models.CharField(
                blank=True,
                help_text="An address of the role, not of a person.",
                max_length=200,
                verbose_name="how to reach the officer",
            ),
        ),
        migrations.AddField(
            model_name="controller",
            name="organisation_number",
            field=models.CharField(blank=True, max_length=40, verbose_name="organisation number"),
        ),
        migrations.AddField(
            model_name="controller",
            name="phone",
            field=models.CharField(blank=True, max_length=40, verbose_name="telephone"),
        ),
        migrations.AddField(
            model_name="statement",
            name="conditions",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Such as vendor:hubspot. Its promises must be kept besides.",
                validators=[privacy.statements.conditions.validate_conditions],
                verbose_name="what must be true for it to be published",
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="rows",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Such as purposes/newsletter.",
                validators=[privacy.statements.conditions.validate_rows],
                verbose_name="rows that it speaks about",
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="promises",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Such as P29.",
                validators=[privacy.statements.conditions.validate_promises],
                verbose_name="promises",
            ),
        ),
    ]
