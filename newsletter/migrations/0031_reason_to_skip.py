"""Whether a copy may leave is asked in one place, when it is claimed and again when it is handed over."""

from django.db import migrations

from privacy.journal.sql import by_index

# Topics: a copy was made for whoever wanted it then; what the person chose since counts (LAW P20).
REASON = """
CREATE FUNCTION newsletter_reason_to_skip(copy uuid, person uuid, about uuid, at timestamptz) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  subscriber newsletter_subscription%ROWTYPE;
BEGIN
  SELECT * INTO subscriber FROM newsletter_subscription WHERE id = person AND state = 'active' FOR SHARE;
  IF NOT FOUND THEN
    RETURN 'ended';
  ELSIF EXISTS (
    SELECT FROM privacy_restriction only_stored WHERE only_stored.lifted_at IS NULL AND (
      only_stored.model = 'newsletter.subscription' AND only_stored.row = person::text
      OR only_stored.model = 'newsletter.delivery' AND only_stored.row = copy::text)
  ) THEN
    RETURN 'restricted';
  ELSIF subscriber.paused_until > at THEN
    RETURN 'paused';
  ELSIF subscriber.topics <> '{}' AND EXISTS (
    SELECT FROM newsletter_issue issue
    WHERE issue.id = about AND issue.topics <> '{}' AND NOT issue.topics && subscriber.topics
  ) THEN
    RETURN 'topics';
  END IF;
  RETURN NULL;
END $$;
"""
GUARD = """
CREATE OR REPLACE FUNCTION newsletter_delivery_needs_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  reason text := newsletter_reason_to_skip(NEW.id, NEW.subscription_id, NEW.issue_id, NEW.claimed_at);
BEGIN
  IF reason IS NOT NULL THEN
    NEW.state := 'skipped';
    NEW.skip_reason := reason;
    NEW.claimed_at := NULL;
  END IF;
  RETURN NEW;
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION newsletter_delivery_needs_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  paused timestamptz;
  reason text;
BEGIN
  SELECT paused_until INTO paused FROM newsletter_subscription
    WHERE id = NEW.subscription_id AND state = 'active' FOR SHARE;
  IF NOT FOUND THEN
    reason := 'ended';
  ELSIF EXISTS (
    SELECT FROM privacy_restriction only_stored WHERE only_stored.lifted_at IS NULL AND (
      only_stored.model = 'newsletter.subscription' AND only_stored.row = NEW.subscription_id::text
      OR only_stored.model = 'newsletter.delivery' AND only_stored.row = NEW.id::text)
  ) THEN
    reason := 'restricted';
  ELSIF paused > NEW.claimed_at THEN
    reason := 'paused';
  END IF;
  IF reason IS NOT NULL THEN
    NEW.state := 'skipped';
    NEW.skip_reason := reason;
    NEW.claimed_at := NULL;
  END IF;
  RETURN NEW;
END $$;
"""
_FAST = ("enable_seqscan", "enable_bitmapscan", "enable_sort")
_SIGNATURE = "newsletter_reason_to_skip(uuid, uuid, uuid, timestamptz)"


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0030_interrupted_imports")]

    operations = [
        # As by_index does for functions without arguments.
        migrations.RunSQL(
            [REASON, *(f"ALTER FUNCTION {_SIGNATURE} SET {setting} = off" for setting in _FAST)],
            f"DROP FUNCTION {_SIGNATURE}",
        ),
        migrations.RunSQL(GUARD, AS_BEFORE),
        by_index("newsletter_delivery_needs_consent"),
    ]
