"""Keys have tables of their own, which no backup holds; what an erasure took is sealed for some days."""

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def move_keys(apps: Any, _schema_editor: Any) -> None:
    """Put the key of each file that waits for its download into its own table."""
    keys = apps.get_model("dsar", "ExportKey")
    for export in apps.get_model("dsar", "Export").objects.all():
        keys.objects.create(export=export, sealed=export.old_key, expires_at=export.expires_at)


def _uuid() -> tuple[str, models.UUIDField]:
    return "id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)


def _expires() -> tuple[str, models.DateTimeField]:
    return "expires_at", models.DateTimeField(db_index=True, verbose_name="expires at")


def _key(of: str, model: str) -> tuple[str, models.OneToOneField]:
    field = models.OneToOneField(
        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="key", serialize=False, to=model
    )
    return of, field


class Migration(migrations.Migration):
    dependencies = [("dsar", "0030_lookups_by_index")]

    operations = [
        migrations.RenameField(model_name="export", old_name="key", new_name="old_key"),
        migrations.CreateModel(
            name="ExportKey",
            fields=[
                ("sealed", models.BinaryField(verbose_name="sealed key")),
                _expires(),
                _key("export", "dsar.export"),
            ],
            options={
                "verbose_name": "key of a file for download",
                "verbose_name_plural": "keys of files for download",
            },
        ),
        migrations.RunPython(move_keys, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="export", name="old_key"),
        migrations.CreateModel(
            name="SealedErasure",
            fields=[
                _uuid(),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                _expires(),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sealed", to="dsar.job"
                    ),
                ),
            ],
            options={
                "verbose_name": "sealed copy of what was erased",
                "verbose_name_plural": "sealed copies of what was erased",
            },
        ),
        migrations.CreateModel(
            name="SealedErasureKey",
            fields=[
                ("sealed", models.BinaryField(verbose_name="sealed key")),
                _expires(),
                _key("erasure", "dsar.sealederasure"),
            ],
            options={
                "verbose_name": "key of a sealed copy",
                "verbose_name_plural": "keys of sealed copies",
            },
        ),
        migrations.CreateModel(
            name="SealedErasurePiece",
            fields=[
                _uuid(),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("sealed", models.BinaryField(verbose_name="sealed piece")),
                _expires(),
                (
                    "erasure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="dsar.sealederasure"
                    ),
                ),
            ],
            options={
                "verbose_name": "piece of a sealed copy",
                "verbose_name_plural": "pieces of sealed copies",
                "ordering": ("erasure", "number"),
                "constraints": [models.UniqueConstraint(fields=("erasure", "number"), name="erasure_piece_once")],
            },
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='kind',
            field=models.CharField(choices=[('asked', 'You asked'), ('confirmed', 'You confirmed that the address is yours'), ('added', 'You asked again; we read the two together'), ('use_stopped', 'The use stopped'), ('previewed', 'A case worker looked at what we hold about you'), ('approved', 'Approved; the work has started'), ('extended', 'We need more time'), ('proposed', 'A colleague must check the answer'), ('ready', 'Your file is ready'), ('downloaded', 'The file was downloaded'), ('erased', 'Your data was erased'), ('answered', 'We answered'), ('disputed', 'You said what is wrong'), ('corrected', 'We corrected it'), ('restricted', 'Your data is only stored'), ('lift_announced', 'We told you that the data will be used again'), ('lifted', 'The data is used again'), ('refused', 'We refused, with reasons'), ('withdrawn', 'You withdrew the request'), ('left_out', 'One kind of data could not be read; the file says which, and why'), ('stopped', 'The work stopped; a case worker takes over'), ('called_off', 'The approval was taken back before anything was erased'), ('changed', 'Something new came in before the erasure; a case worker looks again'), ('identity_asked', 'We asked who you are; the clock stands still until you answer'), ('identity_given', 'You answered; the clock goes on'), ('undone', 'The erasure was a mistake and was undone; what was erased is back'), ('reopened', 'We opened the request again'), ('passed_on', 'We passed it on to the organisation that decides over your data'), ('address_added', 'You asked with another address too'), ('visited', 'This page was opened with a link from a mail'), ('code_sent', 'A code for the file was asked for'), ('wrote', 'You wrote to us'), ('replied', 'We wrote to you'), ('disowned', 'The owner of the address said that it was somebody else who asked'), ('noted', 'Note')], max_length=16, verbose_name='what happened'),
        ),
    ]
