"""The database deletes the cover of an e-book with it, and hands out the files in pieces."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("contact", "0013_book_covers")]

    operations = [
        cascade("contact_bookcover", "book_id", "contact_book"),
        # Compressed, the whole file would be unpacked for each piece of it; books are compressed already.
        migrations.RunSQL(
            "ALTER TABLE contact_bookfile ALTER COLUMN content SET STORAGE EXTERNAL",
            "ALTER TABLE contact_bookfile ALTER COLUMN content SET STORAGE EXTENDED",
        ),
    ]
