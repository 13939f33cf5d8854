"""The columns whose facts have moved."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("privacy", "0012_recipients_keep_facts")]

    operations: ClassVar = [
        migrations.RemoveField(model_name="vendor", name="agreement_on"),
        migrations.RemoveField(model_name="vendor", name="is_tool_active"),
        migrations.RemoveField(model_name="vendor", name="tool_checked_on"),
    ]
