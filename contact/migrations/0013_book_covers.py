"""E-books have a cover."""

import django.db.models.deletion
from django.db import migrations, models

import privacy.register.languages.fields


class Migration(migrations.Migration):
    dependencies = [("contact", "0012_lists_by_index")]

    operations = [
        migrations.CreateModel(
            name="BookCover",
            fields=[
                (
                    "book",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="cover",
                        serialize=False,
                        to="contact.book",
                        verbose_name="e-book",
                    ),
                ),
                (
                    "text",
                    privacy.register.languages.fields.TranslatedField(
                        default=dict,
                        help_text="For those who cannot see it. The title stands beside the picture.",
                        verbose_name="what it shows",
                    ),
                ),
                ("sha256", models.CharField(editable=False, max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[("jpg", "JPEG"), ("png", "PNG"), ("webp", "WebP"), ("avif", "AVIF")],
                        editable=False,
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                ("width", models.PositiveSmallIntegerField(editable=False)),
                ("height", models.PositiveSmallIntegerField(editable=False)),
                ("content", models.BinaryField()),
            ],
            options={"verbose_name": "cover", "verbose_name_plural": "covers"},
        ),
    ]
