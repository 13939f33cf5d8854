"""No copy is claimed without a consent in force (LAW P19): the database turns such a claim into a skip."""

from django.db import migrations

GUARD = """
CREATE FUNCTION newsletter_delivery_needs_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM newsletter_subscription WHERE id = NEW.subscription_id AND state = 'active' FOR SHARE;
  IF NOT FOUND THEN
    NEW.state := 'skipped';
    NEW.claimed_at := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER newsletter_delivery_needs_consent BEFORE UPDATE OF state ON newsletter_delivery
  FOR EACH ROW WHEN (NEW.state = 'claimed') EXECUTE FUNCTION newsletter_delivery_needs_consent();
"""
NO_GUARD = """
DROP TRIGGER newsletter_delivery_needs_consent ON newsletter_delivery;
DROP FUNCTION newsletter_delivery_needs_consent();
"""


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0002_cascades")]

    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
