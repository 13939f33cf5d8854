"""Checks of the policy's promises about the newsletter."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db.models import Model, QuerySet

from newsletter.issues import faults
from newsletter.issues.emails import IssueMail
from newsletter.issues.mime import PLACE_OF_ADDRESS
from newsletter.issues.models import Issue
from newsletter.issues.segments import is_objection_honoured
from newsletter.subscriptions.models import PendingSignUp, Subscription
from newsletter.subscriptions.operations import LINK_LASTS
from privacy.inventory import declarations
from privacy.inventory.enums import StopCause
from privacy.inventory.stopping import count_used_after_stop
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.phrases import joined
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unproven
from privacy.register.purposes.enums import LegalBasis
from privacy.retention.models import RetentionRule

# The retention job runs every hour: rows that are a day late show that it failed.
_GRACE = timedelta(days=1)
_INVENTED = Issue(subject={settings.LANGUAGE_CODE: "canary"}, body={settings.LANGUAGE_CODE: "# canary"})


@promise("P19")
def only_to_subscribers(facts: Facts) -> Verdict:
    """The newsletter goes to those whose consent stands, and to nobody else: each confirmation is in the journal."""
    copies = faults.sent().count()
    without = faults.sent_without_consent().count()
    if without:
        return broken(
            _("%(without)s of %(copies)s copies") % {"without": without, "copies": copies},
            _("Sent to somebody without standing consent."),
        )
    if used := count_used_after_stop(declarations.personal_data(Subscription), *StopCause):
        reason = _("Subscribed, or sent to, after an objection or a withdrawal of the consent.")
        return broken(_("%s subscribers") % used, reason)
    if not faults.has_guard():
        return broken("0", _("The trigger %s is missing or switched off.") % faults.GUARD)
    if strangers := faults.count_never_confirmed() + faults.count_came_back():
        reason = _("Subscribed by their row; the journal never saw them confirm, or saw them leave.")
        return broken(_("%s subscribers") % strangers, reason)
    purposes = {purpose.key: purpose.legal_basis for purpose in facts.register.purposes}
    basis = purposes.get(declarations.personal_data(Subscription).purpose, LegalBasis.CONSENT)
    if basis != LegalBasis.CONSENT:
        reason = _("The policy says that it rests on something else than consent: %s.")
        return broken(_("%s copies") % copies, reason % LegalBasis(basis).label)
    if faults.is_claimable_without_consent(facts.now):
        return broken("0", _("The trigger %s lets a copy go to somebody who left.") % faults.GUARD)
    return kept(_("%s copies sent, all with standing consent; the database refuses others") % copies)


@promise("P28")
def stored_on_confirmation(facts: Facts) -> Verdict:
    """An address is kept when it is confirmed; one that is not is deleted within seven days."""
    rule = RetentionRule.objects.filter(key="newsletter.pending").first()
    if rule is None:
        return unproven("-", _("The register has no retention rule %s.") % "newsletter.pending")
    if rule.days is None or rule.days > LINK_LASTS.days:
        return broken(
            _("rule longer than promised"),
            _("%(rule)s must be %(days)s days or less.") % {"rule": rule.key, "days": LINK_LASTS.days},
        )
    late = faults.waiting_too_long(facts.now, timedelta(days=rule.days), _GRACE).count()
    if late:
        return broken(_("%s addresses") % late, _("Not confirmed and not deleted in time."))
    waiting, active = PendingSignUp.objects.count(), Subscription.objects.active().count()
    figure = _("%(active)s confirmed; %(waiting)s waiting, none longer than %(days)s days") % {
        "active": active,
        "waiting": waiting,
        "days": rule.days,
    }
    return kept(_with_requested(figure, faults.requested(PendingSignUp, facts.now)))


@promise("P29")
def erased_after_unsubscribing(facts: Facts) -> Verdict:
    """Whoever unsubscribes is deleted within 30 days, and never later than one calendar month."""
    rule = RetentionRule.objects.filter(key="newsletter.ended").first()
    if rule is None:
        return unproven("-", _("The register has no retention rule %s.") % "newsletter.ended")
    if rule.days is None or rule.days > 30 or rule.months is None or rule.months > 1:
        return broken(_("rule longer than promised"), _("%s must be 30 days and one month or less.") % rule.key)
    if late := faults.count_kept_too_long():
        return broken(_("%s subscriptions") % late, _("To be kept longer than 30 days or one month after their end."))
    if moved := faults.count_ended_at_another_time():
        reason = _("Ended on another day than the journal says, so their 30 days are counted wrong.")
        return broken(_("%s subscriptions") % moved, reason)
    if overdue := faults.ended_and_still_there(facts.now, _GRACE).count():
        return broken(_("%s subscriptions") % overdue, _("Ended, due, and still there: has the retention job run?"))
    figure = _("%s ended subscriptions wait for their deletion, none is late") % Subscription.objects.ended().count()
    if on_hold := faults.on_hold(facts.now).count():
        figure = _("%(figure)s; %(held)s stay for a legal hold") % {"figure": figure, "held": on_hold}
    return kept(_with_requested(figure, faults.requested(Subscription, facts.now)))


def _with_requested(figure: str, rows: QuerySet[Model]) -> str:
    """Add to a figure how many rows stay although they are due, because of an open request."""
    if count := rows.count():
        return _("%(figure)s; %(count)s stay until an open request is answered") % {"figure": figure, "count": count}
    return figure


@promise("P20")
def everybody_gets_the_same(facts: Facts) -> Verdict:
    """Copies for two readers differ in the way out and their own address only, and the last issue went to everybody.

    Interests decide what somebody gets after a yes only; a trial objection is tried and rolled back.
    """
    issue = Issue.objects.exclude(queued_at=None).order_by("-queued_at").first()
    differing = [code for code, _title in settings.LANGUAGES if not _is_same_for_all(issue or _INVENTED, code)]
    left_out = faults.left_out(issue).count() if issue else 0
    figure = _("%(languages)s languages compared, %(left_out)s subscribers left out") % {
        "languages": len(settings.LANGUAGES) - len(differing),
        "left_out": left_out,
    }
    if differing:
        return broken(figure, _("Two readers would read different words: %s.") % joined(differing))
    if left_out:
        return broken(figure, _("The last issue was not queued for everybody who subscribed."))
    if not is_objection_honoured(facts.now):
        return broken(figure, _("Interests decide what somebody gets who said no to that."))
    return kept(figure)


def _is_same_for_all(issue: Issue, language: str) -> bool:
    mail, bodies = IssueMail(issue), []
    prepared = mail.prepared(language)
    # The reader's own address is there as often as the author asked for it.
    asked = [text.count(PLACE_OF_ADDRESS) for text in ("", prepared.text, prepared.html)]
    for name in ("one", "two"):
        address = f"canary-{name}@example.com"
        copy = mail.addressed_to(uuid4(), address, language, uuid4())
        # The person's token as it stands in this copy, which both of its links bear.
        token = copy.extra_headers["List-Unsubscribe"].partition("/>")[0].rpartition("/")[2]
        parts = [str(copy.subject), str(copy.body), *(str(content) for content, _mime in copy.alternatives)]
        bodies.append(
            [part.replace(token, "").replace(address, "", times) for part, times in zip(parts, asked, strict=True)]
        )
    return bodies[0] == bodies[1]
