"""Claiming and handing over are two states: only a copy that was being handed over may have been sent."""

from django.db import migrations, models

# Before this migration a claimed copy could have been handed over already.
MAY_HAVE_LEFT = """
UPDATE newsletter_delivery SET state = 'handing' WHERE state = 'claimed';
DROP TRIGGER newsletter_delivery_needs_consent ON newsletter_delivery;
CREATE TRIGGER newsletter_delivery_needs_consent BEFORE UPDATE OF state ON newsletter_delivery
  FOR EACH ROW WHEN (NEW.state IN ('claimed', 'handing')) EXECUTE FUNCTION newsletter_delivery_needs_consent();
"""
AS_BEFORE = """
DROP TRIGGER newsletter_delivery_needs_consent ON newsletter_delivery;
CREATE TRIGGER newsletter_delivery_needs_consent BEFORE UPDATE OF state ON newsletter_delivery
  FOR EACH ROW WHEN (NEW.state = 'claimed') EXECUTE FUNCTION newsletter_delivery_needs_consent();
UPDATE newsletter_delivery SET state = 'claimed' WHERE state = 'handing';
UPDATE newsletter_delivery SET state = 'uncertain' WHERE state = 'left';
"""


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0006_normal_addresses")]

    operations = [
        migrations.RemoveIndex(model_name="delivery", name="delivery_claimed"),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "waiting"),
                    ("claimed", "being made ready"),
                    ("handing", "being sent"),
                    ("sent", "sent"),
                    ("failed", "refused by the mail server"),
                    ("uncertain", "interrupted, may have been sent"),
                    ("left", "interrupted, not sent again"),
                    ("skipped", "not sent, the subscription had ended"),
                ],
                default="pending",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.RunSQL(MAY_HAVE_LEFT, AS_BEFORE),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state__in", ("claimed", "handing"))),
                fields=["claimed_at"],
                name="delivery_being_sent",
            ),
        ),
    ]
