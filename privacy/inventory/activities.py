"""Declarations of what the code does with data about people outside the declared models: counts, logs, copies.

Each serves a purpose of the register, which promise P13 compares with the published purposes, and each is told in the
information that accompanies a copy. A model that is exempt because it holds counts or evidence names its activity.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from privacy.inventory import declarations
from privacy.registry import Registry

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Activity:
    """A count, a log or a copy: what it is, its purpose, its retention rule, and why nobody is found in it.

    ``rule`` is empty if there is nothing to end; then ``unlinkable`` says so. ``needs_published_purpose``: the site
    does it only under a policy that tells of its purpose; the tables that name it show whether that is so.
    """

    key: str
    title: Text
    purpose: str
    unlinkable: Text
    rule: str = ""
    needs_published_purpose: bool = False


registry: Registry[str, Activity] = Registry("activity", order=lambda key, _activity: key)


def declare_activity(activity: Activity) -> None:
    """Register an activity beside the code that carries it out."""
    registry.add(activity.key, activity)


def all_activities() -> Iterator[Activity]:
    """Yield every activity, ordered by key."""
    yield from registry.values()


def carried_out(published: Collection[str]) -> Iterator[Activity]:
    """Yield the activities under a policy with these purposes, and those whose tables have rows whatever it says."""
    for activity in all_activities():
        if activity.purpose in published or not activity.needs_published_purpose or _has_rows(activity):
            yield activity


def _has_rows(activity: Activity) -> bool:
    tables = (model for model, key in declarations.activities_of_models.items() if key == activity.key)
    return any(model._base_manager.exists() for model in tables)
