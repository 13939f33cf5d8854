"""A consent knows which journal entries seal it; those that wait for one are found by a small index (decision 8)."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q

# Those of before were journalled as they were given.
_SEALED_BEFORE = """
WITH told AS (
  SELECT (facts::jsonb ->> 'record')::uuid AS id,
    max(seq) FILTER (WHERE event = 'consent.given') AS given_seq,
    max(seq) FILTER (WHERE event <> 'consent.given') AS ended_seq,
    max(revision) FILTER (WHERE event <> 'consent.given') AS ended_under
  FROM privacy_journalentry WHERE stream = 'consent' AND facts::jsonb ? 'record' GROUP BY 1
)
UPDATE consent_consentrecord record
SET given_seq = told.given_seq, ended_seq = told.ended_seq, ended_under = told.ended_under
FROM told WHERE record.id = told.id
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("consent", "0003_audit"), ("privacy", "0003_journal_without_needless_indexes")]

    operations: ClassVar = [
        migrations.AddField(
            "consentrecord",
            "ended_under",
            models.PositiveIntegerField(null=True, verbose_name="revision when it ended"),
        ),
        migrations.AddField(
            "consentrecord", "given_seq", models.BigIntegerField(null=True, verbose_name="journal number of the yes")
        ),
        migrations.AddField(
            "consentrecord", "ended_seq", models.BigIntegerField(null=True, verbose_name="journal number of its end")
        ),
        migrations.AddField(
            "consentrecord",
            "device",
            models.CharField(
                blank=True,
                choices=[("m", "mobile"), ("d", "desktop")],
                db_default="",
                max_length=1,
                verbose_name="device, until it is counted",
            ),
        ),
        migrations.RunSQL(_SEALED_BEFORE, migrations.RunSQL.noop),
        migrations.AddIndex(
            "consentrecord",
            models.Index(
                condition=Q(given_seq__isnull=True) | Q(ended_under__isnull=False, ended_seq__isnull=True),
                fields=["given_at"],
                name="consent_unsealed",
            ),
        ),
    ]
