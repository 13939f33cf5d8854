"""A trial account knows whether its person was reminded of the end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contact", "0014_book_cover_cascade")]

    operations = [
        migrations.AddField(
            model_name="trialrequest",
            name="reminded_at",
            field=models.DateTimeField(null=True, verbose_name="reminded at"),
        ),
    ]
