"""Many rows for the lists of the administration, written by SQL: common values, rare ones, and rare ones long ago."""

from django.db import connection
from django.db.models import Model

_SUBSCRIPTION = """
INSERT INTO newsletter_subscription (id, email, email_written, is_second_spelling, language, state, requested_at,
  confirmed_at, ended_at, end_reason, form, revision, consent_sha256, mailed_at, retain_until)
SELECT gen_random_uuid(), 'person-' || n || '@example.com', 'person-' || n || '@example.com', false,
  CASE WHEN n > %(rows)s - 5 THEN 'en' WHEN n %% 20 = 0 THEN 'nn' ELSE 'nb' END,
  CASE WHEN n %% 10 = 0 THEN 'ended' ELSE 'active' END,
  now() - n * interval '1 minute', now() - n * interval '1 minute',
  CASE WHEN n %% 10 = 0 THEN now() END, CASE WHEN n %% 10 = 0 THEN 'page' ELSE '' END, 'x', 1, repeat('0', 64), '{}',
  CASE WHEN n %% 10 = 0 THEN now() + interval '9 days' END
FROM generate_series(1, %(rows)s) AS n
"""
_ISSUES = """
INSERT INTO newsletter_issue (id, subject, body, state, created_at)
SELECT gen_random_uuid(), '{"nb": "Nytt"}', '{"nb": "Nytt"}', 'sent', now() FROM generate_series(1, 4) AS n
"""
_DELIVERY = """
INSERT INTO newsletter_delivery (id, issue_id, subscription_id, state, due_at, attempts, last_error)
SELECT gen_random_uuid(), issue.id, subscription.id,
  (ARRAY['sent', 'sent', 'sent', 'sent', 'skipped', 'failed'])[1 + number %% 6],
  now() - issue.place * interval '7 days',
  1, ''
FROM (SELECT id, row_number() OVER () AS place FROM newsletter_issue) AS issue
CROSS JOIN (SELECT id, row_number() OVER () AS number FROM newsletter_subscription) AS subscription
"""
_REVISION = """
INSERT INTO privacy_revision (number, published_at, content, sha256) VALUES (1, now(), '{}', repeat('0', 64))
"""
_CONSENT = """
INSERT INTO consent_consentrecord (id, given_at, revision_id, language, surface, control, options, granted, granted_at,
  interface_hash, is_gpc, expires_at, device, given_seq)
SELECT gen_random_uuid(), now() - n * interval '1 minute', 1,
  CASE WHEN n > %(rows)s - 5 THEN 'en' WHEN n %% 20 = 0 THEN 'nn' ELSE 'nb' END,
  CASE WHEN n %% 50 = 0 THEN 'page' ELSE 'banner' END, CASE WHEN n > %(rows)s - 5 THEN 'save' ELSE 'all' END,
  '{statistics}', '{statistics}', ARRAY[now() - n * interval '1 minute'], repeat('0', 64), false,
  now() + interval '180 days', '', n
FROM generate_series(1, %(rows)s) AS n
"""
_MESSAGE = """
INSERT INTO contact_message (id, name, email, email_written, phone, company, text, language, is_suspect, received_at,
  handled_at, restricted_at, retain_until)
SELECT gen_random_uuid(), '', 'person-' || n || '@example.com', 'person-' || n || '@example.com', '', '', 'Hei',
  CASE WHEN n > %(rows)s - 5 THEN 'en' WHEN n %% 20 = 0 THEN 'nn' ELSE 'nb' END, n %% 7000 = 0,
  now() - n * interval '1 minute', CASE WHEN n %% 5000 > 0 THEN now() END, CASE WHEN n %% 6000 = 0 THEN now() END,
  now() + interval '90 days'
FROM generate_series(1, %(rows)s) AS n
"""
_CASE = """
INSERT INTO dsar_case (id, "right", language, state, received_at, confirmed_at, target_on, latest_on, closed_at,
  extension_reason, ground, reasons)
SELECT gen_random_uuid(), (ARRAY['access', 'access', 'access', 'erasure', 'objection'])[1 + n %% 5], 'nb', state,
  now() - n * interval '1 minute', now(), (now() - n * interval '1 minute')::date,
  (now() - n * interval '1 minute')::date,
  CASE WHEN state = 'done' THEN now() END, '', '', ''
FROM (SELECT n, CASE WHEN n %% 5 = 0 THEN 'open' WHEN n %% 9000 = 1 THEN 'unverified' ELSE 'done' END AS state
  FROM generate_series(1, %(rows)s) AS n) AS made
"""
_LETTER = """
INSERT INTO privacy_letter (id, kind, object_id, due_at, attempts, last_error, ended_at, is_sent, allowance)
SELECT gen_random_uuid(), CASE WHEN n > %(rows)s - 5 THEN 'privacy.rare' ELSE 'newsletter.confirm' END,
  gen_random_uuid(), now() - n * interval '1 minute', 1, '', now(), n %% 8000 > 0, 'usual'
FROM generate_series(1, %(rows)s) AS n
"""
_JOURNAL = """
INSERT INTO privacy_journalentry (stream, seq, at, event, facts, previous, hash)
SELECT CASE WHEN n < 5 THEN 'backup' WHEN n %% 3 = 0 THEN 'consent' ELSE 'newsletter' END, n,
  now() + n * interval '1 second', CASE WHEN n < 5 THEN 'backup.made' WHEN n %% 3 = 0 THEN 'consent.given'
  ELSE 'newsletter.confirmed' END, '{}', '', ''
FROM generate_series(1, %(rows)s) AS n
"""
_RECEIPT = """
INSERT INTO privacy_retentionrun (id, rule, model, terms, state, stop_reason, as_of, due, rows, held, deleted, tables,
  sha256, sample, batches, longest_ms)
SELECT gen_random_uuid(), CASE WHEN n > %(rows)s - 5 THEN 'rare' ELSE 'letters.log' END, 'privacy.letter', '',
  CASE WHEN n %% 8000 = 0 THEN 'interrupted' ELSE 'done' END, '', now() - n * interval '1 hour', 1, 1, 0, 1, '{}', '',
  '[]', 1, 1
FROM generate_series(1, %(rows)s) AS n
"""
_PENDING = """
INSERT INTO newsletter_pendingsignup (id, email, email_written, language, requested_at, form, consent_sha256, mailed_at,
  retain_until)
SELECT gen_random_uuid(), 'waiting-' || n || '@example.com', 'waiting-' || n || '@example.com',
  CASE WHEN n > %(rows)s - 5 THEN 'en' WHEN n %% 20 = 0 THEN 'nn' ELSE 'nb' END, now() - n * interval '1 second', 'x',
  repeat('0', 64), '{}', now() + interval '7 days'
FROM generate_series(1, %(rows)s) AS n
"""
_SUPPRESSION = """
INSERT INTO newsletter_suppression (id, key_id, code, reason, since, retain_until)
SELECT gen_random_uuid(), '00000000', 'code-' || n, CASE WHEN n > %(rows)s - 5 THEN 'complained' ELSE 'left' END,
  now() - n * interval '1 day', now() + interval '9 days'
FROM generate_series(1, %(rows)s) AS n
"""
FILLED = {
    "consent.ConsentRecord": [_REVISION, _CONSENT],
    "contact.Message": [_MESSAGE],
    "dsar.Case": [_CASE],
    "newsletter.Delivery": [_SUBSCRIPTION, _ISSUES, _DELIVERY],
    "newsletter.PendingSignUp": [_PENDING],
    "newsletter.Subscription": [_SUBSCRIPTION],
    "newsletter.Suppression": [_SUPPRESSION],
    "privacy.JournalEntry": [_JOURNAL],
    "privacy.Letter": [_LETTER],
    "privacy.RetentionRun": [_RECEIPT],
}


def fill(model: type[Model], rows: int) -> None:
    """Write about so many rows of a model, without triggers, and let the planner know them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in FILLED[model._meta.label]:
            cursor.execute(statement, {"rows": rows} if "%(rows)s" in statement or "%%" in statement else None)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f"ANALYZE {model._meta.db_table}")
