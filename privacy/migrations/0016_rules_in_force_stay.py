"""The rules that already end data stay in force: what staff have to approve is a change from now on."""

from typing import ClassVar

from django.db import migrations

_APPROVE = """
UPDATE privacy_retentionrule SET approved_at = now(), applied_terms = terms, approved_terms = terms
FROM (SELECT id AS rule, trim('delete' || coalesce(' days=' || days, '') || coalesce(' months=' || months, '')) AS terms
      FROM privacy_retentionrule) AS now_in_force
WHERE id = rule
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("privacy", "0015_retention_engine")]

    operations: ClassVar = [migrations.RunSQL(_APPROVE, migrations.RunSQL.noop)]
