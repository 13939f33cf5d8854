"""Checks of the policy's promises about messages from the contact form."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy

from contact.messages import operations as messages
from contact.messages.models import Message
from privacy.inventory import declarations
from privacy.inventory.people import rows_about
from privacy.register.promises.phrases import few
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unknowable, unproven
from privacy.retention.errors import UnknownRule
from privacy.retention.open_requests import exclude_requested, only_requested
from privacy.retention.queries import retention_end
from privacy.retention.rows_on_hold import exclude_on_hold

# The retention job runs every hour: rows that are a day late show that it failed.
_GRACE = timedelta(days=1)
_CANARY = "canary@example.com"
# A question about data may be a request under the law, which gives a month (GDPR Art. 12(3)).
_ANSWERED_WITHIN = timedelta(days=30)

unknowable(
    "P16",
    reason=gettext_lazy(
        "Answers from the desk are sent and kept here. Only a person can see that nobody answers a mail from "
        "a program of their own, where nothing finds and deletes it together with the question."
    ),
)
unknowable(
    "P60",
    reason=gettext_lazy(
        "Where the site reads the mailbox, what comes in is on the desk of messages. Only a person can see "
        "that the address in the policy leads to it, and that the desk is looked at every working day."
    ),
)


@promise("P9")
def messages_are_found_and_end(facts: Facts) -> Verdict:
    """A message that is tried out is found by its address with its text; none is kept past its end or its rule."""
    data = declarations.personal_data(Message)
    rows = Message.objects.count()
    figure = _("%(rows)s messages from the form, each found by its address") % {"rows": rows}
    try:
        longest = retention_end(data.retention.rule, facts.now) - facts.now
        canary = messages.receive(
            fields={"text": "canary", "email": _CANARY},
            language=settings.LANGUAGE_CODE,
            is_suspect=False,
            now=facts.now,
        )
    except UnknownRule as missing:
        return unproven(figure, str(missing))
    matches = rows_about(data, _CANARY).filter(text="canary")
    if canary not in matches or not data.fields["text"].in_copy:
        return broken(figure, _("A message that was tried out is not in the copy of who wrote it."))
    overdue = Message.stored.filter(retain_until__lt=facts.now - _GRACE)
    deletable = exclude_requested(exclude_on_hold(overdue, data, facts.now), data, facts.now - _GRACE)
    if late := deletable.count():
        return broken(figure, _("%(count)s messages should have been deleted.") % {"count": late})
    too_long = Message.stored.filter(retain_until__gt=F("received_at") + longest + _GRACE)
    if names := [str(message.pk)[:8] for message in too_long]:
        return broken(figure, _("Kept longer than the rule: %(names)s.") % {"names": few(names)})
    if requested := only_requested(Message.stored.filter(retain_until__lte=facts.now), data, facts.now).count():
        figure = _("%(figure)s; %(count)s stay until an open request is answered") % {
            "figure": figure,
            "count": requested,
        }
    return kept(figure)


@promise("P41")
def questions_are_answered(facts: Facts) -> Verdict:
    """A message that is tried out waits in the list of staff, and none waits longer than a month for its answer."""
    waiting = Message.objects.waiting().credible()
    late = waiting.filter(received_at__lt=facts.now - _ANSWERED_WITHIN).count()
    figure = _("%(waiting)s messages wait for an answer, %(late)s longer than a month") % {
        "waiting": waiting.count(),
        "late": late,
    }
    try:
        canary = messages.receive(
            fields={"text": "canary", "email": _CANARY},
            language=settings.LANGUAGE_CODE,
            is_suspect=False,
            now=facts.now,
        )
    except UnknownRule as missing:
        return unproven(figure, str(missing))
    if not waiting.filter(pk=canary.pk).exists():
        return broken(figure, _("A message that was tried out did not reach the staff."))
    if late:
        return broken(figure, _("A message has waited for its answer for more than a month."))
    return kept(figure)
