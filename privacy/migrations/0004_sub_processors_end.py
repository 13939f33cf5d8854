"""A chain of sub-processors that comes back to where it began is refused, whoever writes it."""

from django.db import migrations

_REFUSE = """
CREATE FUNCTION privacy_vendor_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  above bigint := NEW.engaged_by_id;
BEGIN
  IF above IS NOT NULL THEN
    -- Two sessions that each tie one half of a circle must see each other.
    PERFORM pg_advisory_xact_lock(730107);
  END IF;
  WHILE above IS NOT NULL LOOP
    IF above = NEW.id THEN
      RAISE EXCEPTION 'recipient % would be engaged by one that it engages itself', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'vendor_chain_has_an_end';
    END IF;
    SELECT engaged_by_id INTO above FROM privacy_vendor WHERE id = above;
  END LOOP;
  RETURN NEW;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0003_cascades")]

    operations = [
        migrations.RunSQL(
            [
                _REFUSE,
                "CREATE TRIGGER vendor_chain_has_an_end BEFORE INSERT OR UPDATE OF engaged_by_id ON privacy_vendor "
                "FOR EACH ROW EXECUTE FUNCTION privacy_vendor_chain()",
            ],
            [
                "DROP TRIGGER vendor_chain_has_an_end ON privacy_vendor",
                "DROP FUNCTION privacy_vendor_chain()",
            ],
        )
    ]
