"""Changes of staff accounts: who may give what, the journal, and the mails that tell of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.retention.queries import retention_end_or
from proviso_site.accounts.enums import NoticeKind
from proviso_site.accounts.errors import NotAllowedToGive
from proviso_site.accounts.models import AccountNotice
from proviso_site.accounts.queries import (
    NO_POWERS,
    AccountState,
    Names,
    guardians,
    held_permissions,
    permissions_of_group,
    state_of,
)

NOTICE_LETTER = "site.account_notice"
STREAM = "staff"
_RULE = "staff.log"
_WITHOUT_A_RULE = timedelta(days=365)
_BEYOND_YOU = _("You can only give permissions that you have yourself.")
_YOURSELF = _("Nobody changes their own permissions. Ask a colleague.")
_ABOVE_YOU = _("This account has permissions that you do not have; you cannot change how its owner logs in.")


def notify(*, kind: NoticeKind, account: User, by: User | None, now: datetime) -> None:
    """Note in the journal what happened to an account, and post a letter to its owner.

    A change of permission is also told to those who look after accounts, so that none goes unseen.
    """
    recipients = {account.pk: account}
    if kind in (NoticeKind.RIGHTS_CHANGED, NoticeKind.ACCOUNT_ADDED, NoticeKind.GROUP_CHANGED):
        recipients |= {user.pk: user for user in guardians()}
    end = retention_end_or(_RULE, now, without_a_rule=_WITHOUT_A_RULE)
    with transaction.atomic():
        for recipient in recipients.values():
            if recipient.email:
                notice = AccountNotice.objects.create(
                    kind=kind, recipient=recipient, account=account, by=by, happened_at=now, retain_until=end
                )
                letters.post(kind=NOTICE_LETTER, object_id=notice.pk, now=now)
        facts: journal.Facts = {"account": account.pk, "staff": by.pk if by else None}
        journal.append(stream=STREAM, event=f"staff.{kind.value}", facts=facts, now=now)


def settle_account(*, actor: User, account: User, before: AccountState | None, now: datetime) -> None:
    """Accept what ``actor`` has just changed in an account, in the same transaction, or raise ``NotAllowedToGive``.

    ``before`` is the account as the database had it, None if it is new. Nobody gives what they do not have, changes
    their own powers, or takes over an account that has more than they have.
    """
    after = state_of(account.pk)
    if after is None:
        return
    was = before.powers if before else NO_POWERS
    held = held_permissions(actor)
    gained = (after.powers.permissions - was.permissions) | (after.powers.in_effect - was.in_effect)
    if actor.pk == account.pk and after.powers != was:
        raise NotAllowedToGive(str(_YOURSELF))
    if not actor.is_superuser and (gained - held or _is_raised(before, after)):
        raise NotAllowedToGive(str(_BEYOND_YOU))
    if before and before.identity != after.identity and is_above(state=before, actor=actor):
        raise NotAllowedToGive(str(_ABOVE_YOU))
    if before is None:
        notify(kind=NoticeKind.ACCOUNT_ADDED, account=account, by=actor, now=now)
    elif after.powers != was:
        notify(kind=NoticeKind.RIGHTS_CHANGED, account=account, by=actor, now=now)
    if before and before.password != after.password:
        notify(kind=NoticeKind.PASSWORD_CHANGED, account=account, by=actor, now=now)


def _is_raised(before: AccountState | None, after: AccountState) -> bool:
    """Tell whether an account has become, or become again, one that can do everything."""
    was_superuser = bool(before and before.powers.is_superuser)
    was_in_effect = bool(before and before.powers.can_do_everything)
    return (after.powers.is_superuser and not was_superuser) or (after.powers.can_do_everything and not was_in_effect)


def is_above(*, state: AccountState, actor: User) -> bool:
    """Tell whether an account has powers that ``actor`` lacks: who could log in as it would have raised themselves."""
    if actor.is_superuser:
        return False
    return state.powers.is_superuser or bool(state.powers.permissions - held_permissions(actor))


def settle_group(*, actor: User, group: Group, before: Names, now: datetime) -> None:
    """Accept what ``actor`` has just changed in a group, in the same transaction, or raise ``NotAllowedToGive``."""
    after = permissions_of_group(group.pk)
    if not actor.is_superuser and (after - before) - held_permissions(actor):
        raise NotAllowedToGive(str(_BEYOND_YOU))
    if after != before:
        note_group(actor=actor, members=User.objects.filter(groups=group), now=now)


def note_group(*, actor: User, members: Iterable[User], now: datetime) -> None:
    """Note that the permissions of a group changed: its members are told, as if each had been changed."""
    changed = list(members)
    for member in changed:
        notify(kind=NoticeKind.GROUP_CHANGED, account=member, by=actor, now=now)
    if not changed:
        journal.append(stream=STREAM, event="staff.group_changed", facts={"account": None, "staff": actor.pk}, now=now)


def remove_accounts(*, accounts: QuerySet[User], actor: User, now: datetime) -> None:
    """Delete accounts. Raises ``NotAllowedToGive`` for one's own, and for one that has more than ``actor``."""
    with transaction.atomic():
        removed = list(accounts)
        for account in removed:
            state = state_of(account.pk)
            if account.pk == actor.pk:
                raise NotAllowedToGive(str(_YOURSELF))
            if state is not None and is_above(state=state, actor=actor):
                raise NotAllowedToGive(str(_ABOVE_YOU))
        keys = [account.pk for account in removed]
        accounts.delete()
        for pk in keys:
            facts: journal.Facts = {"account": pk, "staff": actor.pk}
            journal.append(stream=STREAM, event="staff.account_removed", facts=facts, now=now)


def remove_groups(*, groups: QuerySet[Group], actor: User, now: datetime) -> None:
    """Delete groups, and tell their members of the permissions that go with them."""
    with transaction.atomic():
        members = list(User.objects.filter(groups__in=groups).distinct())
        groups.delete()
        note_group(actor=actor, members=members, now=now)


def reset_second_factor(*, account: User, by: User | None, now: datetime) -> int:
    """Remove the passkeys, the app and the recovery codes of an account, which then must set up new ones.

    ``by`` is None for an operator at the command line. Raises ``NotAllowedToGive`` for one's own account and for one
    that has more than ``by``. Returns the number of factors removed.
    """
    state = state_of(account.pk)
    if by is not None and by.pk == account.pk:
        raise NotAllowedToGive(str(_YOURSELF))
    if by is not None and state is not None and is_above(state=state, actor=by):
        raise NotAllowedToGive(str(_ABOVE_YOU))
    with transaction.atomic():
        removed, _tables = Authenticator.objects.filter(user=account).delete()
        notify(kind=NoticeKind.FACTOR_REMOVED, account=account, by=by, now=now)
    return removed
