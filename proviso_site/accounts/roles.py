"""The ready roles: five groups whose permissions are data, the same in every installation."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from proviso_site.accounts.queries import Names, permission_names

_FILE = Path(__file__).with_name("roles.toml")


@dataclass(frozen=True, kw_only=True)
class Role:
    """A ready role: the name of its group, what it is for, and its permissions as ``app.codename``."""

    key: str
    name: str
    task: str
    permissions: Names


@cache
def ready_roles() -> dict[str, Role]:
    """Return the ready roles by key."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        key: Role(key=key, name=row["name"], task=row["task"], permissions=frozenset(_names(row)))
        for key, row in rows.items()
    }


def _names(row: dict[str, Any]) -> list[str]:
    return [
        f"{app}.{action if '_' in action else f'{action}_{model}'}"
        for app, models in row["permissions"].items()
        for model, actions in models.items()
        for action in actions
    ]


def is_ready(group: Group) -> bool:
    """Tell whether a group is a ready role."""
    return group.name in {role.name for role in ready_roles().values()}


def seed_roles() -> None:
    """Make the groups of the ready roles, and give them the permissions that the data says.

    Raises ``LookupError`` for a permission that no model has.
    """
    for role in ready_roles().values():
        with transaction.atomic():
            group, _is_new = Group.objects.get_or_create(name=role.name)
            if permission_names(group.permissions.all()) != role.permissions:
                group.permissions.set(_rows(role))


def _rows(role: Role) -> list[Permission]:
    rows = {
        f"{one.content_type.app_label}.{one.codename}": one for one in Permission.objects.select_related("content_type")
    }
    if unknown := sorted(role.permissions - set(rows)):
        raise LookupError(f"The role {role.key} has permissions that no model has: {', '.join(unknown)}.")
    return [rows[name] for name in role.permissions]


@receiver(post_migrate)
def seed_after_migrations(sender: Any, using: str = DEFAULT_DB_ALIAS, plan: Any = None, **_kwargs: Any) -> None:
    """Seed the roles when every model of the site has its table and its permissions."""
    configs = [config for config in apps.get_app_configs() if config.models_module is not None]
    if using != DEFAULT_DB_ALIAS or sender is not configs[-1]:
        return
    for config in configs:
        create_permissions(config, verbosity=0, using=using)
    seed_roles()
