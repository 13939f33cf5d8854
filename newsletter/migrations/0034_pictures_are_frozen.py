"""The database deletes pictures with their issue, and refuses to change those of an issue that is no draft."""

from django.db import migrations

from privacy.journal.sql import cascade

_KEEP = """
CREATE FUNCTION newsletter_keep_picture() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  IF EXISTS (SELECT FROM newsletter_issue issue WHERE issue.id = OLD.issue_id AND issue.state <> 'draft') THEN
    RAISE EXCEPTION '% of a picture refused: its issue is ready or was sent', TG_OP
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0033_pictures")]

    operations = [
        cascade("newsletter_issuepicture", "issue_id", "newsletter_issue"),
        migrations.RunSQL(
            [
                _KEEP,
                "CREATE TRIGGER newsletter_keep_picture BEFORE UPDATE OR DELETE ON newsletter_issuepicture "
                "FOR EACH ROW EXECUTE FUNCTION newsletter_keep_picture()",
            ],
            [
                "DROP TRIGGER newsletter_keep_picture ON newsletter_issuepicture",
                "DROP FUNCTION newsletter_keep_picture()",
            ],
        ),
    ]
