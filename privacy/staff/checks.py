"""System checks: what hides the pages of staff, and lists that would grow too long to open."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core import checks
from django.core.checks import CheckMessage

from privacy.staff.long_lists import LongListAdmin, Order
from privacy.staff.read_only import ReadOnlyAdmin
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


@system_check("privacy.E040", "privacy.E041")
def check_long_lists(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """A list of rows that the system writes is paged by key, or says what bounds it."""
    found = list[CheckMessage]()
    for model in filter(admin.site.is_registered, apps.get_models()):
        model_admin = admin.site.get_model_admin(model)
        name = type(model_admin).__name__
        if not isinstance(model_admin, LongListAdmin):
            if isinstance(model_admin, ReadOnlyAdmin) and not model_admin.short_because:
                hint = "Make it a LongListAdmin, or set short_because to what bounds the number of its rows."
                found.append(checks.Error(f"The list of {name} may grow without bound.", hint=hint, id="privacy.E040"))
            continue
        if model_admin.date_hierarchy:
            hint = "List the field in list_filter: date_hierarchy reads every row."
            found.append(checks.Error(f"{name} has a date_hierarchy.", hint=hint, id="privacy.E041"))
        try:
            Order.of(model, model_admin.ordering or ())
        except ValueError as error:
            found.append(checks.Error(f"{name}.ordering is not usable.", hint=str(error), id="privacy.E041"))
    return found
