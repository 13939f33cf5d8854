"""Comparison of the evidence of imported consents with the journal: none can be changed or made up afterwards."""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext_noop

from newsletter.imports.models import ImportedConsent
from newsletter.imports.operations import STREAM
from privacy.journal import operations as journal
from privacy.journal.operations import JournalFault, JournalSource
from privacy.journal.scopes import EVERYTHING, Scope

_DIFFERS = """
SELECT subscription.id, entry.seq FROM newsletter_importedconsent evidence
JOIN newsletter_subscription subscription ON subscription.id = evidence.subscription_id
LEFT JOIN privacy_journalentry entry ON entry.stream = 'newsletter' AND entry.event = 'newsletter.confirmed'
  AND ((entry.facts::jsonb ->> 'subscription')::uuid) = subscription.id
WHERE subscription.id BETWEEN %(lower)s AND %(upper)s AND (entry.seq IS NULL
  OR entry.facts::jsonb ->> 'evidence_sha256' IS DISTINCT FROM encode(sha256(convert_to(concat_ws(E'\\n',
    subscription.salt, to_char(evidence.given_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    evidence.source, evidence.list_sha256, evidence.place), 'UTF8')), 'hex'))
ORDER BY 1
"""


def compare(scope: Scope = EVERYTHING) -> Iterator[JournalFault]:
    """Yield the consents whose evidence is not what the journal knows."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERS, scope.parameters)
        rows = cursor.fetchall()
    for key, seq in rows:
        text = gettext_noop("has other evidence of its consent than the journal knows")
        noun = gettext_noop("subscription")
        yield JournalFault(stream=STREAM, seq=seq or 0, text=text, noun=noun, about=str(key)[:8])


journal.add_source(JournalSource(name=ImportedConsent._meta.label_lower, compare=compare))
