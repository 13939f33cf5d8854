"""The database deletes the files and the requests of an e-book with it."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("contact", "0010_ebooks_and_trials")]

    operations = [
        cascade("contact_bookfile", "book_id", "contact_book"),
        cascade("contact_bookrequest", "book_id", "contact_book"),
    ]
