"""No copy is claimed or handed over while its reader has paused: the trigger asks this with the consent."""

from django.db import migrations

from privacy.journal.sql import by_index

_GUARD = """
CREATE OR REPLACE FUNCTION newsletter_delivery_needs_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM newsletter_subscription WHERE id = NEW.subscription_id AND state = 'active'{paused} FOR SHARE;
  IF NOT FOUND THEN
    NEW.state := 'skipped';
    NEW.claimed_at := NULL;
  END IF;
  RETURN NEW;
END $$
"""
GUARD = _GUARD.format(paused=" AND (paused_until IS NULL OR paused_until <= NEW.claimed_at)")


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0015_subscriptions_are_confirmed")]

    operations = [
        migrations.RunSQL(GUARD, _GUARD.format(paused="")),
        by_index("newsletter_delivery_needs_consent"),
    ]
