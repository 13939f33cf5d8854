"""The filter of notices by kind reads an index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0024_notice_cascade"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["kind", "made_at"], name="notice_by_kind"),
        ),
    ]
