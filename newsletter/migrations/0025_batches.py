"""Copies are handed over in batches; the file beside the ledger says which of a batch had left."""

from django.db import migrations

AT_CLAIM = """
UPDATE newsletter_delivery SET state = 'uncertain' WHERE state = 'handing';
DROP TRIGGER newsletter_delivery_needs_consent ON newsletter_delivery;
CREATE TRIGGER newsletter_delivery_needs_consent BEFORE UPDATE OF state ON newsletter_delivery
  FOR EACH ROW WHEN (NEW.state = 'claimed') EXECUTE FUNCTION newsletter_delivery_needs_consent();
"""
AS_BEFORE = """
DROP TRIGGER newsletter_delivery_needs_consent ON newsletter_delivery;
CREATE TRIGGER newsletter_delivery_needs_consent BEFORE UPDATE OF state ON newsletter_delivery
  FOR EACH ROW WHEN (NEW.state IN ('claimed', 'handing')) EXECUTE FUNCTION newsletter_delivery_needs_consent();
"""


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0024_skipped_for_interests")]

    operations = [migrations.RunSQL(AT_CLAIM, AS_BEFORE)]
