"""The policy's promises about the newsletter, checked against the database."""

from datetime import timedelta

from newsletter.models import Subscription
from newsletter.operations.subscriptions import LINK_LASTS
from newsletter.queries import faults
from privacy.models import RetentionRule
from privacy.verdicts import Facts, Verdict, broken, kept, promise, unproven

# The retention job runs every hour; a day without it is a fault that somebody must see.
_GRACE = timedelta(days=1)


@promise("P19")
def only_to_subscribers(facts: Facts) -> Verdict:
    """The newsletter goes to those whose consent stands, and to nobody else."""
    copies = faults.sent().count()
    without = faults.sent_without_consent().count()
    if without:
        return broken(f"{without} of {copies} copies", "sent to somebody without standing consent")
    if not faults.has_guard():
        return broken("0 guards", f"the trigger {faults.GUARD} is missing or switched off")
    return kept(f"{copies} copies sent, all with standing consent; the database refuses others")


@promise("P28")
def stored_on_confirmation(facts: Facts) -> Verdict:
    """An address is kept when it is confirmed; one that is not is deleted within seven days."""
    rule = RetentionRule.objects.filter(key="newsletter.pending").first()
    if rule is None:
        return unproven("no rule", "the register has no retention rule newsletter.pending")
    if rule.days is None or rule.days > LINK_LASTS.days:
        return broken("rule longer than promised", "newsletter.pending must be 7 days or less")
    late = faults.waiting_too_long(facts.now, timedelta(days=rule.days), _GRACE).count()
    if late:
        return broken(f"{late} addresses", "not confirmed and not deleted in time")
    waiting, active = Subscription.objects.pending().count(), Subscription.objects.active().count()
    return kept(f"{active} confirmed; {waiting} waiting, none longer than {rule.days} days")


@promise("P29")
def erased_after_unsubscribing(facts: Facts) -> Verdict:
    """Whoever unsubscribes is deleted within 30 days, and never later than one calendar month."""
    rule = RetentionRule.objects.filter(key="newsletter.ended").first()
    if rule is None:
        return unproven("no rule", "the register has no retention rule newsletter.ended")
    if rule.days is None or rule.days > 30 or rule.months is None or rule.months > 1:
        return broken("rule longer than promised", "newsletter.ended must be 30 days and 1 month or less")
    if late := faults.ended_with_a_late_end():
        return broken(f"{late} subscriptions", "to be kept longer than 30 days or one month after their end")
    if overdue := faults.ended_and_still_there(facts.now, _GRACE).count():
        return broken(f"{overdue} subscriptions", "ended, due, and still there: has the retention job run?")
    return kept(f"{Subscription.objects.ended().count()} ended subscriptions wait for their deletion, none is late")
