"""Who can log in: staff, and nobody else."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser


class StaffBackend(AuthenticationBackend):
    """Authenticate active accounts of staff.

    An account that is no longer staff is logged out by its next request, and a wrong password, an unknown name and a
    closed account get the same answer.
    """

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return super().user_can_authenticate(user) and bool(getattr(user, "is_staff", False))

    @classmethod
    def _stash_user(cls, user: AbstractBaseUser | None) -> AbstractBaseUser | None:
        # allauth would send the owner of a closed account to a page of its own, and so say that the password was right.
        return super()._stash_user(None)
