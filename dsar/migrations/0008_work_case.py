"""Working on requests is a permission of its own beside deciding them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dsar", "0007_normal_addresses")]

    operations = [
        migrations.AlterModelOptions(
            name="case",
            options={
                "ordering": ("latest_on", "received_at"),
                "permissions": (("work_case", "Can work on requests"), ("decide_case", "Can decide requests")),
                "verbose_name": "request",
                "verbose_name_plural": "requests",
            },
        )
    ]
