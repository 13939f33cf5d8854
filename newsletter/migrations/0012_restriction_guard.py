"""No copy leaves for a subscription that is only stored (GDPR Art. 18(2), LAW D-26)."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION newsletter_delivery_needs_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM newsletter_subscription WHERE id = NEW.subscription_id AND state = 'active' FOR SHARE;
  IF NOT FOUND OR EXISTS (
    SELECT FROM privacy_restriction only_stored WHERE only_stored.lifted_at IS NULL AND (
      only_stored.model = 'newsletter.subscription' AND only_stored.row = NEW.subscription_id::text
      OR only_stored.model = 'newsletter.delivery' AND only_stored.row = NEW.id::text)
  ) THEN
    NEW.state := 'skipped';
    NEW.claimed_at := NULL;
  END IF;
  RETURN NEW;
END $$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION newsletter_delivery_needs_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM newsletter_subscription WHERE id = NEW.subscription_id AND state = 'active' FOR SHARE;
  IF NOT FOUND THEN
    NEW.state := 'skipped';
    NEW.claimed_at := NULL;
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0011_lookups_by_index"), ("privacy", "0020_restrictions")]

    operations = [migrations.RunSQL(GUARD, AS_BEFORE)]
