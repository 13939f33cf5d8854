"""Rows of a site that has been in use for long, made by SQL as the operations make them, with a journal that verifies.

One row of each kind is made by the operation itself and repeated under other ids and addresses. The journal's trigger
numbers and chains every entry; consents are sealed by their own operation.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.test import Client

from consent.choices import sealing
from consent.choices.models import ConsentRecord
from contact.messages import operations as messages
from contact.messages.models import Message
from dsar.cases import asking
from dsar.cases.enums import Right
from dsar.cases.models import Case
from newsletter.issues import handed_over
from newsletter.issues import operations as issues
from newsletter.issues.models import Issue
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.models import Subscription
from privacy.retention.queries import retention_end
from tools.bench.bench_servers import HOST, TABLE, BenchError

ENTRIES_EACH = 10  # of the journal, for each subscriber of today
_CONSENTS_EACH, _PEOPLE_A_MESSAGE, _PEOPLE_A_REQUEST = 2, 10, 100
_LONG_AGO = timedelta(days=400)

# Repeats the newest row but for some columns; what is not named is as in that row.
_REPEAT = "INSERT INTO {table} ({columns}) SELECT {values} FROM (SELECT * FROM {table} LIMIT 1) AS first, {numbers}"
_NUMBERS = "generate_series(%(first)s, %(last)s) AS n"
_PERSON = "'reader-' || n || '@example.com'"
_CONFIRMED = """
INSERT INTO privacy_journalentry (stream, seq, at, event, revision, facts, previous, hash)
SELECT 'newsletter', 0, confirmed_at, 'newsletter.confirmed', revision, '{"consent_sha256":"' || consent_sha256
  || '","form":"' || form || '","language":"' || language || '","subscription":"' || id || '"}', '', ''
FROM newsletter_subscription WHERE state = 'active' AND id NOT IN (
  SELECT (facts::json->>'subscription')::uuid FROM privacy_journalentry WHERE event = 'newsletter.confirmed')
"""
# People of long ago, who have left and been deleted since: only the journal knows their numbers.
_PAST = """
INSERT INTO privacy_journalentry (stream, seq, at, event, revision, facts, previous, hash)
SELECT 'newsletter', 0, %(long_ago)s::timestamptz + n * interval '1 second', event, 1,
  CASE event WHEN 'newsletter.confirmed' THEN '{"consent_sha256":"' || repeat('0', 64)
    || '","form":"newsletter.signup","language":"nb","subscription":"' || md5('past' || n)::uuid || '"}'
  ELSE '{"reason":"page","subscription":"' || md5('past' || n)::uuid || '"}' END, '', ''
FROM generate_series(%(first)s, %(last)s) AS n
CROSS JOIN (VALUES (1, 'newsletter.confirmed'), (2, 'newsletter.unsubscribed')) AS events (place, event)
ORDER BY n, place
"""
_SENT = """
UPDATE newsletter_delivery SET state = 'sent', attempts = 1, claimed_at = %(now)s, sent_at = %(now)s WHERE issue_id = %(id)s
"""  # noqa: E501
_LETTERS_KNOWN = """
INSERT INTO privacy_journalentry (stream, seq, at, event, facts, previous, hash)
SELECT 'letters', 0, due_at, 'letters.sent', '{"letter":"' || id || '"}', '', ''
FROM privacy_letter WHERE ended_at IS NULL ORDER BY due_at, id
"""
_LETTERS_SENT = """
UPDATE privacy_letter SET ended_at = due_at, is_sent = true, attempts = 1, retain_until = %(until)s
WHERE ended_at IS NULL
"""


class Rows:
    """The rows so far; ``grow`` adds what is missing."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.people = self.past = self.requests = 0
        self._make_first_rows()

    def grow(self, people: int) -> int:
        """Let there be so many subscribers, with all that belongs to them; return the entries of the journal."""
        span = {"first": self.people + 1, "last": people}
        self._repeat(
            "newsletter_subscription", span, id="gen_random_uuid()", email=_PERSON, email_written=_PERSON,
            requested_at="first.requested_at - n * interval '1 second'",
            confirmed_at="first.confirmed_at - n * interval '1 second'",
        )  # fmt: skip
        _execute(_CONFIRMED)
        consents = {"first": self.people * _CONSENTS_EACH + 1, "last": people * _CONSENTS_EACH}
        at = "first.given_at - n * interval '1 millisecond'"
        times = f"array_fill({at}, ARRAY[cardinality(first.granted)])"
        self._repeat(
            "consent_consentrecord", consents, id="gen_random_uuid()", given_at=at, granted_at=times, given_seq="NULL"
        )
        sealing.seal(self.now)
        written = {"first": self.people // _PEOPLE_A_MESSAGE + 1, "last": people // _PEOPLE_A_MESSAGE}
        self._repeat("contact_message", written, id="gen_random_uuid()", email=_PERSON, email_written=_PERSON)
        self._ask(people // _PEOPLE_A_REQUEST)
        self._send_issue()
        self._repeat_past(people)
        self.people = people
        _execute("VACUUM ANALYZE")
        return _count("privacy_journalentry")

    def _make_first_rows(self) -> None:
        _execute(f"DROP TABLE IF EXISTS {TABLE}")  # of other measurements; no site has it
        asked = subscriptions.sign_up(
            address="reader-0@example.com", language="nb", form="newsletter.signup", text="Ja", now=self.now
        )
        subscriptions.confirm(subscription_id=asked.pk, now=self.now)
        headers = {"host": HOST, "x-forwarded-proto": "https"}
        Client(headers=headers).post("/samtykke/", {"choice": "all", "surface": "banner"})
        fields = {"text": "Hei", "email": "reader-0@example.com"}
        messages.receive(fields=fields, language="nb", is_suspect=False, now=self.now)
        counts = [model._default_manager.count() for model in (Subscription, ConsentRecord, Message)]
        if counts != [1, 1, 1]:
            raise BenchError(f"The first rows of the growth table are not one of each kind: {counts}")

    def _repeat(self, table: str, span: dict[str, int], **changed: str) -> None:
        with connection.cursor() as cursor:
            names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        values = ", ".join(changed.get(name, f"first.{name}") for name in names)
        statement = _REPEAT.format(table=table, columns=", ".join(names), values=values, numbers=_NUMBERS)
        _execute(statement, span)

    def _ask(self, requests: int) -> None:
        """Requests are few: each is made and confirmed as on the site."""
        for number in range(self.requests, requests):
            address = f"reader-{number}@example.com"
            asking.ask(right=Right.ACCESS, address=address, message="", language="nb", now=self.now)
            case = Case.objects.get(contact__email=address)
            asking.confirm(case_id=case.pk, now=self.now)
        self.requests = requests
        # They are sent: sending is work, which no table can make quicker.
        _execute(_LETTERS_KNOWN)
        _execute(_LETTERS_SENT, {"until": retention_end("letters.log", self.now)})

    def _send_issue(self) -> None:
        issue = Issue.objects.create(subject={"nb": "Nytt"}, body={"nb": "Nytt"}, created_at=self.now)
        issues.send(issue_id=issue.pk, now=self.now)
        _execute(_SENT, {"now": self.now, "id": issue.pk})
        with handed_over.open_for(issue.pk) as file:
            for copy in issue.deliveries.values_list("pk", flat=True):
                file.note(copy, self.now)
        issues.finish(issue_id=issue.pk, now=self.now)

    def _repeat_past(self, people: int) -> None:
        """Fill the journal up to ``ENTRIES_EACH`` entries for each subscriber."""
        missing = max(people * ENTRIES_EACH - _count("privacy_journalentry"), 0) // 2
        span = {"first": self.past + 1, "last": self.past + missing, "long_ago": self.now - _LONG_AGO}
        _execute(_PAST, span)
        self.past += missing


def _execute(statement: str, values: Mapping[str, Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - the names are constants
        return int(cursor.fetchone()[0])
