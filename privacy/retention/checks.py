"""System checks that declarations and the register's rows agree."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Tags
from django.db import connections

from privacy.inventory import declarations
from privacy.register.purposes.models import Purpose
from privacy.retention.models import RetentionRule
from privacy.system_checks import system_check


@system_check("privacy.W004", tag=Tags.database)
def check_register_rows(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that the purposes and the rules that declarations name are in the register (LAW P13, P26).

    A warning: on a running site staff add these rows, and until then nothing is written under a rule that is missing.
    """
    messages: list[CheckMessage] = []
    for alias in databases or ():
        tables = set(connections[alias].introspection.table_names())
        if not {Purpose._meta.db_table, RetentionRule._meta.db_table} <= tables:
            continue
        purposes = {*Purpose.objects.using(alias).values_list("key", flat=True)}
        rules = {*RetentionRule.objects.using(alias).values_list("key", flat=True)}
        # Before the register is filled there is nothing to compare with.
        if purposes and rules:
            messages += [
                checks.Warning(
                    f"{data.model._meta.label} names {kind} {key}, which the register does not have.",
                    hint="Correct the key, or add the row in the administration or the seed.",
                    obj=data.model,
                    id="privacy.W004",
                )
                for data in declarations.all_personal()
                for kind, key, known in (
                    ("the purpose", data.purpose, purposes),
                    *(("the retention rule", rule, rules) for rule in data.retention.rules()),
                )
                if key not in known
            ]
    return messages
