"""No copy leaves for a subscription that is only stored (GDPR Art. 18(2), LAW D-26)."""

from django.db import migrations

from privacy.journal.sql import by_index

GUARD = """
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
AS_BEFORE = """
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
"""


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0027_reasons_of_skips"), ("privacy", "0022_restrictions")]

    operations = [migrations.RunSQL(GUARD, AS_BEFORE), by_index("newsletter_delivery_needs_consent")]
