import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consent", "0008_exceptions")]

    operations = [
        migrations.AddField(
            model_name="service",
            name="purposes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80),
                blank=True,
                default=list,
                help_text="Keys of the register's purposes (LAW P13).",
                size=None,
                verbose_name="purposes",
            ),
        ),
    ]
