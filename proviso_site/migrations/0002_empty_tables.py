"""The database keeps the tables of libraries empty that would hold names and addresses, and that the site does not use."""

from django.db import migrations

TABLES = (
    "account_emailaddress",
    "account_emailconfirmation",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
)


class Migration(migrations.Migration):
    dependencies = [
        ("proviso_site", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("axes", "0010_accessattemptexpiration"),
    ]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_stays_empty CHECK (false)",
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_stays_empty",
        )
        for table in TABLES
    ]
