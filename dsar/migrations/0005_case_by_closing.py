"""Requests by the time of their closing: those that were open at a time hold back deletion (LAW D-20)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dsar", "0004_rights_and_grounds")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["closed_at"], name="case_by_closing"),
        ),
    ]
