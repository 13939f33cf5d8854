"""Choices of staff accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """What an account's owner, and those who look after accounts, are told by mail."""

    NEW_DEVICE = "new_device", _("login from a new browser")
    FACTOR_ADDED = "factor_added", _("second factor added")
    FACTOR_REMOVED = "factor_removed", _("second factor removed")
    CODES_RENEWED = "codes_renewed", _("recovery codes renewed")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    ACCOUNT_ADDED = "account_added", _("account made")
    RIGHTS_CHANGED = "rights_changed", _("permissions changed")
    GROUP_CHANGED = "group_changed", _("permissions of a group changed")
