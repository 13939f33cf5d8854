"""The clock of a request: pauses, the country of its holidays, its months, and when staff were reminded."""

import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dsar", "0015_proof_cascades"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField(db_index=True, verbose_name="asked at")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                (
                    "doubt",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(4000)],
                        verbose_name="reason for the doubt",
                    ),
                ),
                (
                    "question",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name="question"
                    ),
                ),
            ],
            options={
                "verbose_name": "question of identity",
                "verbose_name_plural": "questions of identity",
                "ordering": ("asked_at",),
            },
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_unanswered_by_deadline",
        ),
        migrations.AddField(
            model_name="case",
            name="country",
            field=models.CharField(blank=True, editable=False, max_length=2, verbose_name="country of the holidays"),
        ),
        migrations.AddField(
            model_name="case",
            name="months",
            field=models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="months for the answer"),
        ),
        migrations.AddField(
            model_name="case",
            name="reminded_days",
            field=models.SmallIntegerField(editable=False, null=True, verbose_name="staff reminded with days left"),
        ),
        migrations.AddField(
            model_name="case",
            name="reopened_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="opened again at"),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("unverified", "not confirmed yet"),
                    ("open", "received"),
                    ("identity", "we have asked who you are"),
                    ("working", "approved, being carried out"),
                    ("done", "answered"),
                    ("refused", "refused"),
                    ("withdrawn", "withdrawn by you"),
                    ("joined", "part of your other request"),
                    ("disowned", "closed: it was not you"),
                ],
                default="unverified",
                max_length=16,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="caseevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("asked", "You asked"),
                    ("confirmed", "You confirmed that the address is yours"),
                    ("added", "You asked again; we read the two together"),
                    ("use_stopped", "The use stopped"),
                    ("previewed", "A case worker looked at what we hold about you"),
                    ("approved", "Approved; the work has started"),
                    ("extended", "We need more time"),
                    ("proposed", "A colleague must check the answer"),
                    ("ready", "Your file is ready"),
                    ("downloaded", "The file was downloaded"),
                    ("erased", "Your data was erased"),
                    ("answered", "We answered"),
                    ("refused", "We refused, with reasons"),
                    ("withdrawn", "You withdrew the request"),
                    ("stopped", "The work stopped; a case worker takes over"),
                    ("called_off", "The approval was taken back before anything was erased"),
                    ("changed", "Something new came in before the erasure; a case worker looks again"),
                    ("identity_asked", "We asked who you are; the clock stands still until you answer"),
                    ("identity_given", "You answered; the clock goes on"),
                    ("reopened", "We opened the request again"),
                    ("visited", "This page was opened with a link from a mail"),
                    ("code_sent", "A code for the file was asked for"),
                    ("wrote", "You wrote to us"),
                    ("replied", "We wrote to you"),
                    ("disowned", "The owner of the address said that it was somebody else who asked"),
                    ("noted", "Note"),
                ],
                max_length=16,
                verbose_name="what happened",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state__in", ("open", "identity", "working"))),
                fields=["latest_on", "received_at", "id"],
                name="case_unanswered_by_deadline",
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="dsar.case"),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None)), fields=("case",), name="one_pause_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_at", None), ("answered_at__gte", models.F("asked_at")), _connector="OR"),
                name="pause_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("doubt", ""), _negated=True), models.Q(("question", ""), _negated=True)),
                name="pause_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("doubt__contains", "@"), _negated=True),
                    models.Q(("question__contains", "@"), _negated=True),
                ),
                name="pause_holds_no_address",
            ),
        ),
    ]
