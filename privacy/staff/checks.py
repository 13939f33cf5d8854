"""System checks: what hides the pages of staff."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage

from privacy.system_checks import system_check


@system_check("privacy.W002")
def check_order_of_apps(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """Our templates of the administration win over Django's: the first app that has one is taken."""
    labels = [name.partition(".apps.")[0] for name in settings.INSTALLED_APPS]
    if "django.contrib.admin" not in labels or labels.index("privacy") < labels.index("django.contrib.admin"):
        return []
    hint = "Put privacy before django.contrib.admin: the dashboard is a template that replaces one of Django's."
    return [
        checks.Warning("privacy stands after django.contrib.admin in INSTALLED_APPS.", hint=hint, id="privacy.W002")
    ]
