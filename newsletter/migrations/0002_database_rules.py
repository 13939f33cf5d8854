from django.db import migrations

from privacy.journal.sql import cascade

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
    """Rules that live in the database: children go with their parent; no copy is claimed without standing consent."""

    dependencies = [("newsletter", "0001_initial")]

    operations = [
        cascade("newsletter_delivery", "subscription_id", "newsletter_subscription"),
        cascade("newsletter_delivery", "issue_id", "newsletter_issue"),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
