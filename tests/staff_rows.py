"""Many rows for the lists of the administration, written by SQL: common values, rare ones, and rare ones long ago."""

from django.db import connection
from django.db.models import Model

from tests.factories.privacy import VendorFactory

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
INSERT INTO newsletter_issue (id, subject, body, state, created_at, queued_at, pause_reason, mails)
SELECT gen_random_uuid(), '{"nb": "Nytt"}', '{"nb": "Nytt"}', 'sent', now(), now(), '', '{}'
FROM generate_series(1, 4) AS n
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
INSERT INTO contact_message (id, name, email, email_written, phone, company, channel, subject, text, html,
  blocked_images, mail_id, spf, dkim, dmarc, is_automatic, left_out, language, is_suspect, received_at, handled_at,
  restricted_at, retain_until)
SELECT gen_random_uuid(), '', 'person-' || n || '@example.com', 'person-' || n || '@example.com', '', '',
  CASE WHEN n %% 8000 = 0 THEN 'mail' ELSE 'form' END, '', 'Hei', '', 0, '', '', '', '', false, '[]',
  CASE WHEN n > %(rows)s - 5 THEN 'en' WHEN n %% 20 = 0 THEN 'nn' ELSE 'nb' END, n %% 7000 = 0,
  now() - n * interval '1 minute', CASE WHEN n %% 5000 > 0 THEN now() END, CASE WHEN n %% 6000 = 0 THEN now() END,
  now() + interval '90 days'
FROM generate_series(1, %(rows)s) AS n
"""
_CASE = """
INSERT INTO dsar_case (id, "right", language, state, received_at, confirmed_at, target_on, latest_on, closed_at,
  extension_reason, ground, reasons, country, months, evidence, corrected, channel)
SELECT gen_random_uuid(), (ARRAY['access', 'access', 'access', 'erasure', 'objection'])[1 + n %% 5], 'nb', state,
  now() - n * interval '1 minute', now(), (now() - n * interval '1 minute')::date,
  (now() - n * interval '1 minute')::date,
  CASE WHEN state = 'done' THEN now() END, '', '', '', 'NO', 1, '', 0, 'form'
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
_BOOK_REQUEST = """
INSERT INTO contact_bookrequest (id, book_id, title, email, email_written, language, requested_at, mailed_at,
  retain_until)
SELECT gen_random_uuid(), gen_random_uuid(), 'Bok', 'person-' || n || '@example.com', 'person-' || n || '@example.com',
  'nb', now() - n * interval '1 minute', now(), now() + interval '30 days'
FROM generate_series(1, %(rows)s) AS n
"""
_TRIAL = """
INSERT INTO contact_trialrequest (id, name, company, email, email_written, use, language, state, requested_at,
  confirmed_at, decided_at, ends_at, answer_subject, answer_text, restricted_at, retain_until)
SELECT gen_random_uuid(), 'Kari', '', 'person-' || n || '@example.com', 'person-' || n || '@example.com', '',
  CASE WHEN n > %(rows)s - 5 THEN 'en' WHEN n %% 20 = 0 THEN 'nn' ELSE 'nb' END, state,
  now() - n * interval '1 minute', CASE WHEN state <> 'unconfirmed' THEN now() END,
  CASE WHEN state IN ('approved', 'declined') THEN now() END,
  CASE WHEN state = 'approved' THEN now() + interval '14 days' END, '', '', CASE WHEN n %% 6000 = 0 THEN now() END,
  now() + interval '90 days'
FROM (SELECT n, CASE WHEN n > %(rows)s - 5 THEN 'waiting' WHEN n %% 9000 = 1 THEN 'unconfirmed'
  WHEN n %% 5 = 0 THEN 'approved' ELSE 'declined' END AS state FROM generate_series(1, %(rows)s) AS n) AS made
"""
_SENT_LETTER = """
INSERT INTO dsar_sentletter (id, case_id, kind, sent_at, sealed, sha256)
SELECT gen_random_uuid(), id, 'dsar.received', received_at, '', repeat('0', 64) FROM dsar_case
"""
_COMPARISON = """
INSERT INTO newsletter_comparison (id, provider, compared_at, listed, ended, newer, unknown, is_whole)
SELECT gen_random_uuid(), 'postmark', now() - n * interval '1 day', 9, 0, 0, 9, n %% 9000 > 0
FROM generate_series(1, %(rows)s) AS n
"""
_DIFFERENCE = """
INSERT INTO newsletter_difference (id, subscription_id, kind, outcome, blocked_at, found_at, retain_until)
SELECT gen_random_uuid(), id, 'hard', CASE WHEN number > %(rows)s - 5 THEN 'newer' ELSE 'ended' END, requested_at,
  requested_at, now() + interval '30 days'
FROM (SELECT *, row_number() OVER (ORDER BY requested_at DESC) AS number FROM newsletter_subscription) AS subscription
"""
_MAIL_EVENT = """
INSERT INTO newsletter_mailevent (id, digest, kind, subscription_id, source, reported_at, processed_at, retain_until)
SELECT gen_random_uuid(), 'digest-' || number,
  CASE WHEN number > %(rows)s - 5 THEN 'complaint' WHEN number %% 10 = 0 THEN 'hard' WHEN number %% 9000 = 1 THEN 'left'
  ELSE 'soft' END, id, 'postmark', requested_at, now(), now() + interval '30 days'
FROM (SELECT *, row_number() OVER (ORDER BY requested_at DESC) AS number FROM newsletter_subscription) AS subscription
"""
_NOTICE = """
INSERT INTO privacy_notice (id, source, vendor_id, kind, channel, state, email, email_written, "values", made_at,
  due_at, attempts, last_error, answer, evidence, settled_at)
SELECT gen_random_uuid(), gen_random_uuid(), (SELECT min(id) FROM privacy_vendor),
  CASE WHEN n > %(rows)s - 5 THEN 'restricted' WHEN n %% 3 = 0 THEN 'corrected' ELSE 'erased' END, 'mail', state, '',
  '', '{}', now() - n * interval '1 minute', now(), 1, '', '', CASE WHEN state = 'done' THEN 'x' ELSE '' END,
  CASE WHEN state = 'done' THEN now() END
FROM (SELECT n, CASE WHEN n > %(rows)s - 5 THEN 'asked' WHEN n %% 9000 = 1 THEN 'failed' WHEN n %% 20 = 0 THEN 'due'
  ELSE 'done' END AS state FROM generate_series(1, %(rows)s) AS n) AS made
"""
_RECEIVED_MAIL = """
INSERT INTO privacy_receivedmail (id, digest, email, email_written, subject, raw, state, trouble, reader, attempts,
  last_error, received_at, due_at, retain_until)
SELECT gen_random_uuid(), 'digest-' || n, address, address, '', '', state,
  CASE WHEN state = 'quarantined' THEN 'nobodys' ELSE '' END, '', 1, '', now() - n * interval '1 minute', now(),
  now() + interval '30 days'
FROM (SELECT n, state, CASE WHEN state = 'taken' THEN '' ELSE 'person-' || n || '@example.com' END AS address
  FROM (SELECT n, CASE WHEN n %% 7 = 0 THEN 'quarantined' WHEN n > %(rows)s - 5 THEN 'waiting'
  ELSE 'taken' END AS state FROM generate_series(1, %(rows)s) AS n) AS stated) AS made
"""
FILLED = {
    "consent.ConsentRecord": [_REVISION, _CONSENT],
    "contact.BookRequest": [_BOOK_REQUEST],
    "contact.Message": [_MESSAGE],
    "contact.TrialRequest": [_TRIAL],
    "dsar.Case": [_CASE],
    "dsar.SentLetter": [_CASE, _SENT_LETTER],
    "newsletter.Comparison": [_COMPARISON],
    "newsletter.Delivery": [_SUBSCRIPTION, _ISSUES, _DELIVERY],
    "newsletter.Difference": [_SUBSCRIPTION, _DIFFERENCE],
    "newsletter.MailEvent": [_SUBSCRIPTION, _MAIL_EVENT],
    "newsletter.PendingSignUp": [_PENDING],
    "newsletter.Subscription": [_SUBSCRIPTION],
    "newsletter.Suppression": [_SUPPRESSION],
    "privacy.JournalEntry": [_JOURNAL],
    "privacy.Letter": [_LETTER],
    "privacy.Notice": [_NOTICE],
    "privacy.ReceivedMail": [_RECEIVED_MAIL],
    "privacy.RetentionRun": [_RECEIPT],
}


def fill(model: type[Model], rows: int) -> None:
    """Write about so many rows of a model, without triggers, and let the planner know them."""
    if model._meta.label == "privacy.Notice":
        VendorFactory.create()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in FILLED[model._meta.label]:
            cursor.execute(statement, {"rows": rows} if "%(rows)s" in statement or "%%" in statement else None)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f"ANALYZE {model._meta.db_table}")
