"""The constraint on stream and number has an index that begins with the stream; two more only cost every writer."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("privacy", "0002_append_only")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="journalentry",
            name="stream",
            field=models.SlugField(db_index=False, max_length=40, verbose_name="stream"),
        ),
    ]
