"""No request has more than three months, and one that was not extended has one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dsar", "0017_clock_data")]

    operations = [
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("extended_at", None), ("months", 1)),
                    models.Q(("extended_at__isnull", False), ("months__in", (2, 3))),
                    _connector="OR",
                ),
                name="case_extended_to_three_months_at_most",
            ),
        ),
    ]
