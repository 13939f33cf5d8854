"""The database deletes the pieces of a file with the file."""

from django.db import migrations

from privacy.journal.sql import cascade


class Migration(migrations.Migration):
    dependencies = [("dsar", "0022_pieces_of_files")]

    operations = [cascade("dsar_exportpiece", "export_id", "dsar_export")]
