"""System checks: what hides the pages of staff, and lists that would grow too long to open."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core import checks
from django.core.checks import CheckMessage

from privacy.staff import acts
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


_STOCK = ("changelist", "add", "history", "delete", "change", "password_change")


@system_check("privacy.E042")
def check_acts(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """Every page and bulk action of our administration says whether it reads, can be taken back or is confirmed."""
    hint = (
        "Decorate it with acts.reads, acts.reversible(because) or acts.confirmed; a bulk action that cannot be undone "
        "with acts.confirmed_action, which shows a page first."
    )
    return [
        checks.Error(f"{name} does not say whether it can be undone.", hint=hint, id="privacy.E042")
        for model in filter(admin.site.is_registered, apps.get_models())
        for name in _unmarked(admin.site.get_model_admin(model))
    ]


def _unmarked(model_admin: admin.ModelAdmin) -> Iterator[str]:
    """Yield the pages and bulk actions of a list that say nothing about themselves."""
    opts, owner = model_admin.opts, type(model_admin).__name__
    stock = {f"{opts.app_label}_{opts.model_name}_{name}" for name in _STOCK}
    for pattern in model_admin.get_urls():
        name = getattr(pattern, "name", None)
        if name and name not in stock and not acts.mark_of(pattern.callback):
            yield f"The page {name} of {owner}"
    for action in model_admin.actions or ():
        function = action if callable(action) else getattr(model_admin, action, None)
        if acts.mark_of(function) not in (acts.REVERSIBLE, acts.CONFIRMED):
            yield f"The action {action} of {owner}"
