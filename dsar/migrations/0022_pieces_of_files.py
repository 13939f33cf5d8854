"""Files are stored in sealed pieces, each file under its own key."""

import uuid
from functools import partial
from typing import Any

import django.db.models.deletion
import pyrage
from django.conf import settings
from django.db import migrations, models

from dsar.cases.copies import sealing


def to_pieces(apps: Any, _schema_editor: Any) -> None:
    """Seal the files that wait for their download anew."""
    exports, pieces = apps.get_model("dsar", "Export"), apps.get_model("dsar", "ExportPiece")
    for export in exports.objects.all():
        site = pyrage.x25519.Identity.from_str(settings.DSAR["EXPORT_IDENTITY"])
        export.key = sealing.new_key()
        export.save(update_fields=["key"])
        file = sealing.SealedFile(export.key, partial(_keep, pieces, export))
        file.write(pyrage.decrypt(bytes(export.sealed), [site]))
        file.close()


def _keep(pieces: Any, export: Any, number: int, sealed: bytes) -> None:
    pieces.objects.create(id=uuid.uuid4(), export=export, number=number, sealed=sealed, expires_at=export.expires_at)


class Migration(migrations.Migration):
    dependencies = [("dsar", "0021_empty_copies")]

    operations = [
        migrations.CreateModel(
            name="ExportPiece",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("sealed", models.BinaryField(verbose_name="sealed piece")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="expires at")),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="dsar.export"
                    ),
                ),
            ],
            options={
                "verbose_name": "piece of a file for download",
                "verbose_name_plural": "pieces of files for download",
                "ordering": ("export", "number"),
                "constraints": [models.UniqueConstraint(fields=("export", "number"), name="export_piece_once")],
            },
        ),
        migrations.AddField(
            model_name="export",
            name="key",
            field=models.BinaryField(default=b"", verbose_name="sealed key"),
            preserve_default=False,
        ),
        migrations.RunPython(to_pieces, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="export", name="sealed"),
    ]
