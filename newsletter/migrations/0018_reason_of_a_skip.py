"""Issues are planned, paused and cancelled; a copy that was not sent says why."""

from django.db import migrations

from privacy.journal.sql import by_index

SAYS_WHY = """
CREATE OR REPLACE FUNCTION newsletter_delivery_needs_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  paused timestamptz;
BEGIN
  SELECT paused_until INTO paused FROM newsletter_subscription
    WHERE id = NEW.subscription_id AND state = 'active' FOR SHARE;
  IF NOT FOUND OR paused > NEW.claimed_at THEN
    NEW.state := 'skipped';
    NEW.skip_reason := CASE WHEN FOUND THEN 'paused' ELSE 'ended' END;
    NEW.claimed_at := NULL;
  END IF;
  RETURN NEW;
END $$;
UPDATE newsletter_delivery SET skip_reason = 'ended' WHERE state = 'skipped';
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION newsletter_delivery_needs_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM newsletter_subscription WHERE id = NEW.subscription_id AND state = 'active'
    AND (paused_until IS NULL OR paused_until <= NEW.claimed_at) FOR SHARE;
  IF NOT FOUND THEN
    NEW.state := 'skipped';
    NEW.claimed_at := NULL;
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0017_issue_states")]

    operations = [migrations.RunSQL(SAYS_WHY, AS_BEFORE), by_index("newsletter_delivery_needs_consent")]
