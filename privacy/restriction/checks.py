"""System check: every model with personal data honours restrictions."""

from typing import Any

from django.core.checks import CheckMessage, Error

from privacy.inventory import declarations
from privacy.restriction.guarding import honours_restriction
from privacy.system_checks import system_check


@system_check("privacy.E048")
def check_guarded(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """Check that restricted rows of every declared model are left alone, or why they are used (LAW D-26)."""
    return [
        Error(
            f"{data.model._meta.label} is used although its rows are restricted.",
            hint="Give it objects = GuardedManager.from_queryset(ItsQuerySet)() and stored = ItsQuerySet.as_manager() "
            "(privacy.restriction.guard), or say with not_guarded() why its rows are used.",
            obj=data.model,
            id="privacy.E048",
        )
        for data in declarations.all_personal()
        if not honours_restriction(data)
    ]
