"""What an account can do, and who is told of a change."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q

_LOOK_AFTER_ACCOUNTS = "auth.change_user"
Names = frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Powers:
    """The powers of an account: what is stored for it, and what it can do now."""

    permissions: Names  # as app.codename, those of its groups included
    is_superuser: bool
    is_staff: bool
    is_active: bool

    @property
    def in_effect(self) -> Names:
        return self.permissions if self.is_active and self.is_staff else frozenset()

    @property
    def can_do_everything(self) -> bool:
        return self.is_superuser and self.is_active


NO_POWERS = Powers(permissions=frozenset(), is_superuser=False, is_staff=False, is_active=False)


@dataclass(frozen=True, kw_only=True)
class AccountState:
    """An account as the database has it: its powers, and what its owner logs in and is reached with."""

    powers: Powers
    identity: tuple[str, str, str]  # name, address, hash of the password

    @property
    def password(self) -> str:
        return self.identity[2]


def state_of(account_id: int) -> AccountState | None:
    """Return an account as the database has it now; None if it has none."""
    user = User.objects.filter(pk=account_id).first()
    if user is None:
        return None
    names = permission_names(Permission.objects.filter(Q(user=user) | Q(group__user=user)).distinct())
    powers = Powers(permissions=names, is_superuser=user.is_superuser, is_staff=user.is_staff, is_active=user.is_active)
    return AccountState(powers=powers, identity=(user.username, user.email, user.password))


def permissions_of_group(group_id: int) -> Names:
    """Return the names of a group's permissions as the database has them now."""
    return permission_names(Permission.objects.filter(group=group_id))


def permission_names(permissions: "Permission.objects") -> Names:  # type: ignore[valid-type]
    """Return permissions as ``app.codename``."""
    pairs = permissions.order_by().values_list("content_type__app_label", "codename")  # type: ignore[attr-defined]
    return frozenset(f"{app}.{codename}" for app, codename in pairs)


def held_permissions(user: User) -> Names:
    """Return what an account may give: what it can do itself. A superuser may give everything."""
    names = (
        Permission.objects.all()
        if user.is_superuser
        else Permission.objects.filter(Q(user=user) | Q(group__user=user)).distinct()
    )
    return permission_names(names) if user.is_active and user.is_staff else frozenset()


def groups_within(names: Names) -> list[int]:
    """Return the ids of the groups that hold none but these permissions."""
    return [
        group.pk
        for group in Group.objects.prefetch_related("permissions__content_type")
        if {f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.all()} <= names
    ]


def guardians() -> list[User]:
    """Return who is told of every change of permission: active superusers, and staff who may change accounts."""
    backend = "django.contrib.auth.backends.ModelBackend"
    users = User.objects.with_perm(_LOOK_AFTER_ACCOUNTS, backend=backend).filter(is_staff=True)
    return list(users.exclude(email="").order_by("pk").distinct())
