"""Messages about a request, and proofs that somebody reads the mail of its address."""

import django.db.models.deletion
import privacy.addresses.model_fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dsar", "0013_assigned_to"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseMessage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="at")),
                ("text", models.TextField(verbose_name="message")),
                ("staff", models.PositiveBigIntegerField(null=True, verbose_name="account")),
                ("retain_until", models.DateTimeField(db_index=True, null=True, verbose_name="kept until")),
            ],
            options={
                "verbose_name": "message about a request",
                "verbose_name_plural": "messages about requests",
                "ordering": ("at", "id"),
            },
        ),
        migrations.CreateModel(
            name="DownloadCode",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="hash")),
                ("made_at", models.DateTimeField(db_index=True, verbose_name="asked for at")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="expires at")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("used_at", models.DateTimeField(null=True, verbose_name="used at")),
            ],
            options={
                "verbose_name": "code for a download",
                "verbose_name_plural": "codes for downloads",
            },
        ),
        migrations.CreateModel(
            name="LinkRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "email",
                    privacy.addresses.model_fields.AddressField(
                        db_index=True, max_length=254, verbose_name="e-mail address"
                    ),
                ),
                (
                    "email_written",
                    privacy.addresses.model_fields.WrittenAddressField(
                        editable=False, max_length=254, verbose_name="e-mail address as written"
                    ),
                ),
                ("language", models.CharField(max_length=8, verbose_name="language")),
                ("asked_at", models.DateTimeField(db_index=True, verbose_name="asked for at")),
                ("mailed_at", models.DateTimeField(null=True, verbose_name="mailed at")),
            ],
            options={
                "verbose_name": "request for new links",
                "verbose_name_plural": "requests for new links",
            },
        ),
        migrations.CreateModel(
            name="UsedLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="hash")),
                ("used_at", models.DateTimeField(db_index=True, verbose_name="used at")),
            ],
            options={
                "verbose_name": "used link",
                "verbose_name_plural": "used links",
            },
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_closed_has_time",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_confirmed_has_time",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_closed_by_deadline",
        ),
        migrations.AddField(
            model_name="case",
            name="asked_with",
            field=models.UUIDField(db_index=True, editable=False, null=True, verbose_name="asked for in one go with"),
        ),
        migrations.AlterField(
            model_name="case",
            name="right",
            field=models.CharField(
                choices=[
                    ("information", "More information"),
                    ("access", "A copy of your data"),
                    ("rectification", "Correct your data"),
                    ("erasure", "Erase your data"),
                    ("restriction", "Limit how your data is used"),
                    ("portability", "Take your data with you"),
                    ("automated", "No automated decisions"),
                    ("withdrawal", "Withdraw a consent"),
                    ("objection", "Object to marketing and profiling"),
                    ("other_use", "Object to other use of your data"),
                    ("human", "Something else"),
                    ("complaint", "Complain to us"),
                ],
                max_length=16,
                verbose_name="right",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("unverified", "not confirmed yet"),
                    ("open", "received"),
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
        migrations.AlterField(
            model_name="contact",
            name="right",
            field=models.CharField(
                choices=[
                    ("information", "More information"),
                    ("access", "A copy of your data"),
                    ("rectification", "Correct your data"),
                    ("erasure", "Erase your data"),
                    ("restriction", "Limit how your data is used"),
                    ("portability", "Take your data with you"),
                    ("automated", "No automated decisions"),
                    ("withdrawal", "Withdraw a consent"),
                    ("objection", "Object to marketing and profiling"),
                    ("other_use", "Object to other use of your data"),
                    ("human", "Something else"),
                    ("complaint", "Complain to us"),
                ],
                max_length=16,
                verbose_name="right",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state__in", ("done", "refused", "withdrawn", "joined", "disowned"))),
                fields=["latest_on", "received_at"],
                name="case_closed_by_deadline",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False),
                        ("state__in", ("done", "refused", "withdrawn", "joined", "disowned")),
                    ),
                    models.Q(
                        ("closed_at__isnull", True),
                        models.Q(("state__in", ("done", "refused", "withdrawn", "joined", "disowned")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="case_closed_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("unverified", "disowned")), ("confirmed_at__isnull", False), _connector="OR"
                ),
                name="case_confirmed_has_time",
            ),
        ),
        migrations.AddField(
            model_name="casemessage",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="dsar.case"
            ),
        ),
        migrations.AddField(
            model_name="downloadcode",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="dsar.case"),
        ),
        migrations.AddField(
            model_name="usedlink",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="dsar.case"),
        ),
        migrations.AddConstraint(
            model_name="downloadcode",
            constraint=models.CheckConstraint(condition=models.Q(("tries__lte", 5)), name="code_tried_so_often"),
        ),
        migrations.AddConstraint(
            model_name="downloadcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("expires_at", None), ("used_at", None)),
                fields=("case",),
                name="one_code_on_its_way_per_case",
            ),
        ),
    ]
