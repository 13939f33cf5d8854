"""What case workers do with a request besides answering it: write, ask, pass on, open again, note."""

from django.utils.translation import gettext_lazy as _

from dsar.cases import clock, deciding, identity
from dsar.cases import messages as messages_about
from dsar.cases.enums import State
from dsar.desk import consequences
from dsar.desk.decision import Decision, NoForm
from dsar.desk.forms import IdentityForm, NoteForm, PassOnForm, ReopenForm, WriteForm
from privacy.law.deadlines import local_date
from privacy.staff.consequences import Consequences

WORK = (
    Decision(
        name="pass-on",
        title=_("Pass it on to the customer"),
        button=_("Pass on and close"),
        then=_("The person uses our product through a customer, who decides over the data. We hand out nothing."),
        done=_("Passed on. The person is told to whom."),
        is_open_to=lambda case, _now: case.state == State.OPEN and case.pass_on_by is not None,
        form=lambda data, case: PassOnForm(data),
        do=lambda case, form, staff, now, _seen: deciding.pass_on(case=case, staff=staff, now=now, **form.cleaned_data),
        shows=consequences.of_passing_on,
        is_work=True,
        is_for_customers=True,
    ),
    Decision(
        name="write",
        title=_("Write to the person"),
        button=_("Send the message"),
        then=_("The person gets a mail that there is a message, reads it on the request's page and can answer there."),
        done=_("The message is on the page, and the person is told by mail."),
        is_open_to=lambda case, _now: messages_about.may_write(case),
        form=lambda data, case: WriteForm(data),
        do=lambda case, form, staff, now, _seen: messages_about.write(
            case=case, text=form.cleaned_data["text"], staff=staff, now=now
        ),
        shows=consequences.of_message,
        is_work=True,
        is_for_customers=True,
    ),
    Decision(
        name="identity",
        title=_("Ask who it is"),
        button=_("Ask, and stop the clock"),
        then=_(
            "Only where you have reason to doubt it, and within three working days of the receipt. The clock stands "
            "still until the person answers on the request's page."
        ),
        done=_("Asked. The clock stands still until the answer."),
        is_open_to=lambda case, now: case.state == State.OPEN and local_date(now) <= clock.last_day_to_ask(case),
        form=lambda data, case: IdentityForm(data),
        do=lambda case, form, staff, now, _seen: identity.ask(case=case, staff=staff, now=now, **form.cleaned_data),
        shows=lambda case, given, now: consequences.of_question(case, given),
        is_work=True,
    ),
    Decision(
        name="resume",
        title=_("Go on without an answer"),
        button=_("Let the clock go on"),
        then=_("You need no answer any more. The days that the clock stood still are added to the deadline."),
        done=_("The clock goes on."),
        is_open_to=lambda case, _now: case.state == State.IDENTITY,
        form=lambda data, case: NoForm(data),
        do=lambda case, form, staff, now, _seen: identity.resume(case=case, now=now, staff=staff),
        shows=lambda case, given, now: Consequences(),
        is_work=True,
    ),
    Decision(
        name="reopen",
        title=_("Open it again"),
        button=_("Open it again and tell the person"),
        then=_("The person need not ask once more. A new month counts from today."),
        done=_("Open again. The person is told why."),
        is_open_to=lambda case, _now: case.state in (State.DONE, State.REFUSED) and messages_about.may_write(case),
        form=lambda data, case: ReopenForm(data),
        do=lambda case, form, staff, now, _seen: deciding.reopen(
            case=case, reason=form.cleaned_data["reason"], staff=staff, now=now
        ),
        shows=lambda case, given, now: consequences.of_reopening(case, given),
        is_work=True,
    ),
    Decision(
        name="note",
        title=_("Note for colleagues"),
        button=_("Keep the note"),
        then=_("Only staff see it. Nobody gets a mail."),
        done=_("The note is kept."),
        is_open_to=lambda case, _now: case.state != State.UNVERIFIED,
        form=lambda data, case: NoteForm(data),
        do=lambda case, form, staff, now, _seen: deciding.add_note(
            case=case, text=form.cleaned_data["text"], staff=staff, now=now
        ),
        shows=lambda case, given, now: Consequences(lines=(given["text"],)),
        is_work=True,
        is_for_customers=True,
    ),
)
