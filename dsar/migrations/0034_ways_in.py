"""Other ways in than the form: letters, calls and visits, their files, and letters on paper."""

import django.core.validators
import django.db.models.deletion
import privacy.addresses.model_fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dsar", "0033_passed_on_unconfirmed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BrowserRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("model", models.CharField(max_length=80, verbose_name="model")),
                ("row", models.CharField(max_length=80, verbose_name="row")),
                ("attached_at", models.DateTimeField(verbose_name="added at")),
                ("retain_until", models.DateTimeField(db_index=True, null=True, verbose_name="kept until")),
            ],
            options={
                "verbose_name": "row of a browser",
                "verbose_name_plural": "rows of browsers",
                "ordering": ("attached_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("letter", "what you wrote, scanned"), ("mandate", "mandate")],
                        max_length=16,
                        verbose_name="what it is",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name of the file")),
                ("content_type", models.CharField(max_length=100, verbose_name="kind of file")),
                ("size", models.PositiveIntegerField(verbose_name="bytes")),
                ("content", models.BinaryField(verbose_name="content")),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                ("retain_until", models.DateTimeField(db_index=True, null=True, verbose_name="kept until")),
            ],
            options={
                "verbose_name": "file of a request",
                "verbose_name_plural": "files of requests",
                "ordering": ("added_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mandate",
                        serialize=False,
                        to="dsar.case",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="who acts for the person")),
                (
                    "email",
                    privacy.addresses.model_fields.AddressField(
                        blank=True, db_index=True, max_length=254, verbose_name="e-mail address of who acts"
                    ),
                ),
                (
                    "email_written",
                    privacy.addresses.model_fields.WrittenAddressField(
                        blank=True, editable=False, max_length=254, verbose_name="the same, as written"
                    ),
                ),
                ("scope", models.CharField(max_length=500, verbose_name="what they may do")),
                ("statement", models.TextField(verbose_name="what the mandate is")),
                ("valid_until", models.DateField(null=True, verbose_name="valid until")),
                (
                    "answer_to",
                    models.CharField(
                        choices=[("person", "the person"), ("representative", "who acts for the person")],
                        max_length=16,
                        verbose_name="where the answer goes",
                    ),
                ),
                ("looked_at", models.DateTimeField(verbose_name="looked at")),
                ("staff", models.PositiveBigIntegerField(verbose_name="account")),
                ("retain_until", models.DateTimeField(db_index=True, null=True, verbose_name="kept until")),
            ],
            options={
                "verbose_name": "mandate",
                "verbose_name_plural": "mandates",
            },
        ),
        migrations.CreateModel(
            name="PaperLetter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("made_at", models.DateTimeField(db_index=True, verbose_name="written at")),
                ("sealed", models.BinaryField(verbose_name="sealed text")),
                ("sha256", models.CharField(max_length=64, verbose_name="fingerprint")),
            ],
            options={
                "verbose_name": "letter to be printed",
                "verbose_name_plural": "letters to be printed",
                "ordering": ("made_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("text", models.CharField(max_length=1000, verbose_name="question")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "not answered yet"), ("answered", "answered"), ("set_aside", "set aside")],
                        default="open",
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(4000)],
                        verbose_name="where, or why not",
                    ),
                ),
                ("listed_at", models.DateTimeField(verbose_name="listed at")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="settled at")),
                ("settled_by", models.PositiveBigIntegerField(null=True, verbose_name="account")),
                ("retain_until", models.DateTimeField(db_index=True, null=True, verbose_name="kept until")),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ("case", "number"),
            },
        ),
        migrations.CreateModel(
            name="SameAddress",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("person", models.UUIDField(db_index=True, verbose_name="person")),
                (
                    "email",
                    privacy.addresses.model_fields.AddressField(
                        max_length=254, unique=True, verbose_name="e-mail address"
                    ),
                ),
                (
                    "email_written",
                    privacy.addresses.model_fields.WrittenAddressField(
                        editable=False, max_length=254, verbose_name="e-mail address as written"
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name="reason"
                    ),
                ),
                ("joined_at", models.DateTimeField(db_index=True, verbose_name="said at")),
                ("staff", models.PositiveBigIntegerField(verbose_name="account")),
            ],
            options={
                "verbose_name": "address of one person",
                "verbose_name_plural": "addresses of one person",
                "ordering": ("person", "email"),
            },
        ),
        migrations.CreateModel(
            name="ToldAddress",
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
                ("told_at", models.DateTimeField(verbose_name="told at")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed at")),
                ("retain_until", models.DateTimeField(db_index=True, null=True, verbose_name="kept until")),
            ],
            options={
                "verbose_name": "address that was told",
                "verbose_name_plural": "addresses that were told",
                "ordering": ("told_at", "email"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_confirmed_has_time",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_unanswered_by_deadline",
        ),
        migrations.AddField(
            model_name="case",
            name="channel",
            field=models.CharField(
                choices=[
                    ("form", "the form of the site"),
                    ("mail", "mail"),
                    ("letter", "letter"),
                    ("telephone", "telephone"),
                    ("visit", "visit"),
                ],
                db_default="form",
                default="form",
                max_length=16,
                verbose_name="came by",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="is_by_post",
            field=models.BooleanField(db_default=False, default=False, verbose_name="answered by letter"),
        ),
        migrations.AddField(
            model_name="contact",
            name="postal",
            field=models.TextField(blank=True, db_default="", verbose_name="name and postal address"),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("unverified", "not confirmed yet"),
                    ("entered", "taken in, and not known from whom yet"),
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
                    ("disputed", "You said what is wrong"),
                    ("corrected", "We corrected it"),
                    ("restricted", "Your data is only stored"),
                    ("lift_announced", "We told you that the data will be used again"),
                    ("lifted", "The data is used again"),
                    ("refused", "We refused, with reasons"),
                    ("withdrawn", "You withdrew the request"),
                    ("left_out", "One kind of data could not be read; the file says which, and why"),
                    ("stopped", "The work stopped; a case worker takes over"),
                    ("called_off", "The approval was taken back before anything was erased"),
                    ("changed", "Something new came in before the erasure; a case worker looks again"),
                    ("identity_asked", "We asked who you are; the clock stands still until you answer"),
                    ("identity_given", "You answered; the clock goes on"),
                    ("undone", "The erasure was a mistake and was undone; what was erased is back"),
                    ("reopened", "We opened the request again"),
                    ("passed_on", "We passed it on to the organisation that decides over your data"),
                    ("address_added", "You asked with another address too"),
                    ("visited", "This page was opened with a link from a mail"),
                    ("code_sent", "A code for the file was asked for"),
                    ("wrote", "You wrote to us"),
                    ("replied", "We wrote to you"),
                    ("disowned", "The owner of the address said that it was somebody else who asked"),
                    ("taken_in", "A case worker wrote down what you asked for"),
                    ("identity_seen", "A case worker has seen that it is you"),
                    ("posted", "A letter was sent to you by post"),
                    ("further", "You wrote again about the same"),
                    ("questions", "Your questions were listed"),
                    ("mandate_seen", "A case worker has looked at the mandate of who acts for you"),
                    ("browser_added", "What your browser leads to was added to the request"),
                    ("address_proven", "Another address of yours confirmed the request"),
                    ("noted", "Note"),
                ],
                max_length=16,
                verbose_name="what happened",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state__in", ("entered", "open", "identity", "working"))),
                fields=["latest_on", "received_at", "id"],
                name="case_unanswered_by_deadline",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("unverified", "entered", "disowned")),
                    ("confirmed_at__isnull", False),
                    models.Q(("ground", "unidentified"), ("state", "refused")),
                    _connector="OR",
                ),
                name="case_confirmed_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_by_post", False), models.Q(("postal", ""), _negated=True), _connector="OR"),
                name="contact_by_post_has_postal_address",
            ),
        ),
        migrations.AddField(
            model_name="browserrecord",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="browser_records", to="dsar.case"
            ),
        ),
        migrations.AddField(
            model_name="casefile",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="files", to="dsar.case"),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("scope", ""), _negated=True), models.Q(("statement", ""), _negated=True)),
                name="mandate_has_scope",
            ),
        ),
        migrations.AddField(
            model_name="paperletter",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="paper_letters", to="dsar.case"
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="dsar.case"
            ),
        ),
        migrations.AddConstraint(
            model_name="sameaddress",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="same_address_has_reason"
            ),
        ),
        migrations.AddField(
            model_name="toldaddress",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="told_addresses", to="dsar.case"
            ),
        ),
        migrations.AddConstraint(
            model_name="browserrecord",
            constraint=models.UniqueConstraint(fields=("case", "model", "row"), name="browser_record_once_per_case"),
        ),
        migrations.AddConstraint(
            model_name="paperletter",
            constraint=models.UniqueConstraint(fields=("case", "kind", "sha256"), name="one_paper_letter_of_a_text"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="question_has_its_number"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        models.Q(("note", ""), _negated=True),
                        ("settled_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="question_settled_says_where_or_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="toldaddress",
            constraint=models.UniqueConstraint(fields=("case", "email"), name="address_is_told_once_per_case"),
        ),
    ]
