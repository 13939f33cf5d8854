"""Decisions on what came by other ways than the form: who it is, what came afterwards, and letters by post."""

from datetime import datetime
from typing import cast

from django import forms
from django.contrib.auth.models import User
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dsar.cases import threads
from dsar.cases.enums import UNCONFIRMED, SeenBy, State
from dsar.cases.letters import operations as letters
from dsar.cases.mandates import AnswerTo, MandateClaim
from dsar.cases.models import Case, Contact
from dsar.cases.paper import PaperLetter
from dsar.cases.questions import Question, QuestionState
from dsar.conf import dsar_settings
from dsar.desk import consequences
from dsar.desk.consequences import Given
from dsar.desk.decision import Decision
from dsar.desk.forms_intake import FurtherForm, MandateForm, PostedForm, QuestionsForm, SeeIdentityForm, SettleForm
from dsar.intake import mandates
from dsar.intake import operations as intake
from dsar.intake.operations import Identity
from privacy.staff.consequences import Consequences


def _see_identity(case: Case, form: forms.Form, staff: User, now: datetime, _seen: Consequences) -> object:
    given = form.cleaned_data
    identity = Identity(seen_by=SeenBy(given["seen_by"]), reason=given["reason"])
    return intake.see_identity(case=case, identity=identity, staff=staff, now=now)


def _of_identity(case: Case, given: Given, _now: datetime) -> Consequences:
    lines = (
        _("You say that you saw who it is: %(how)s. It is in the history, with your name for colleagues.")
        % {"how": SeenBy(given["seen_by"]).label},
        _("The request is open: from now on staff see what is held, and the person is told that we have it."),
    )
    return consequences.with_letter(case, "received", *lines)


def _of_further(case: Case, given: Given, _now: datetime) -> Consequences:
    day = date_format(case.target_on)
    return Consequences(
        lines=(
            _("It stands with the messages of the request, and the person sees it there: %(text)s")
            % {"text": given["words"].strip()},
            _("The time of the request goes on: the target stays %(day)s.") % {"day": day},
        )
    )


def _of_posting(case: Case, given: Given, _now: datetime) -> Consequences:
    chosen = [letter for letter in PaperLetter.objects.filter(case=case) if str(letter.pk) in given["letters"]]
    text = _("Kept as sent on %(day)s: %(letter)s")
    day = date_format(given["sent_on"])
    return Consequences(lines=tuple(text % {"day": day, "letter": letter.in_words} for letter in chosen))


def _of_mandate(case: Case, given: Given, _now: datetime) -> Consequences:
    contact = Contact.objects.filter(case=case).first()
    days = dsar_settings().mandate_wait_days
    wait = ngettext(
        "A copy or an erasure waits %(days)s day, so that the person can say no.",
        "A copy or an erasure waits %(days)s days, so that the person can say no.",
        days,
    )
    lines = [
        _("The request is open: %(name)s acts for the person.") % {"name": given["name"]},
        _("The answer goes to: %(who)s.") % {"who": AnswerTo(given["answer_to"]).label},
        wait % {"days": days},
    ]
    told = (consequences.told_how(contact),) if contact else ()
    return Consequences(lines=tuple(lines), told=told)


def _claimed(case: Case) -> dict[str, str]:
    """Return what a representative wrote in the form of the site, for staff to look at."""
    claim = MandateClaim.objects.filter(case=case).first()
    if claim is None:
        return {}
    answer_to = str(AnswerTo.REPRESENTATIVE)
    return {"name": claim.name, "email": claim.email, "statement": claim.statement, "answer_to": answer_to}


def _settle(case: Case, form: forms.Form, staff: User, now: datetime, _seen: Consequences) -> object:
    return threads.settle(case=case, settled=cast("SettleForm", form).settled(), staff=staff, now=now)


def _of_listing(_case: Case, given: Given, _now: datetime) -> Consequences:
    lines = (_("The request cannot be answered before each is answered or set aside with a reason."),)
    return Consequences(lines=(*given["texts"], *lines))


def _of_settling(case: Case, given: Given, _now: datetime) -> Consequences:
    lines = []
    for question in Question.objects.open().filter(case=case):
        if state := given[f"do-{question.pk}"]:
            note, label = given[f"note-{question.pk}"].strip(), QuestionState(state).label
            lines.append(f"{question.number}. {question.text} – {label}: {note}")
    return Consequences(lines=tuple(lines))


WAYS_IN = (
    Decision(
        name="questions",
        title=gettext_lazy("List the questions"),
        button=gettext_lazy("Put them on the list"),
        then=gettext_lazy(
            "For a long letter. What looks like a question is proposed: read the letter yourself, add and remove."
        ),
        done=gettext_lazy("The questions are listed."),
        is_open_to=lambda case, _now: case.state in (State.OPEN, State.IDENTITY) and bool(threads.words_of(case)),
        form=lambda data, case: QuestionsForm(data, initial={"texts": "\n".join(threads.not_listed(case))}),
        do=lambda case, form, staff, now, _seen: threads.list_questions(
            case=case, texts=form.cleaned_data["texts"], staff=staff, now=now
        ),
        shows=_of_listing,
        is_work=True,
        is_for_customers=True,
    ),
    Decision(
        name="tick",
        title=gettext_lazy("Tick questions off"),
        button=gettext_lazy("Tick them off"),
        then=gettext_lazy("Say of each where it is answered, or why it is set aside. Leave the others as they are."),
        done=gettext_lazy("Ticked off."),
        is_open_to=lambda case, _now: (
            case.state in (State.OPEN, State.IDENTITY) and Question.objects.open().filter(case=case).exists()
        ),
        form=lambda data, case: SettleForm(data, case=case),
        do=_settle,
        shows=_of_settling,
        is_work=True,
        is_for_customers=True,
    ),
    Decision(
        name="see-identity",
        title=gettext_lazy("Say who it is"),
        button=gettext_lazy("Open the request"),
        then=gettext_lazy("For a request that you took in. Never store a document, nor a national identity number."),
        done=gettext_lazy("The request is open. The person is told."),
        is_open_to=lambda case, _now: case.state == State.ENTERED,
        form=lambda data, case: SeeIdentityForm(data),
        do=_see_identity,
        shows=_of_identity,
        is_work=True,
    ),
    Decision(
        name="mandate",
        title=gettext_lazy("Accept a mandate"),
        button=gettext_lazy("Open the request"),
        then=gettext_lazy(
            "For a request in somebody else’s name. The person is told on their own channel, and can say no."
        ),
        done=gettext_lazy("The request is open. The person is told."),
        is_open_to=lambda case, _now: case.state == State.ENTERED,
        form=lambda data, case: MandateForm(data, initial=_claimed(case)),
        do=lambda case, form, staff, now, _seen: mandates.accept(
            case=case, authority=cast("MandateForm", form).authority(), staff=staff, now=now
        ),
        shows=_of_mandate,
        is_work=True,
    ),
    Decision(
        name="further",
        title=gettext_lazy("Add a further letter or call"),
        button=gettext_lazy("Add it"),
        then=gettext_lazy("For what the same person sent again about the same. It needs no new request."),
        done=gettext_lazy("Added to the request."),
        is_open_to=lambda case, _now: case.is_unanswered and case.state not in UNCONFIRMED,
        form=lambda data, case: FurtherForm(data),
        do=lambda case, form, staff, now, _seen: intake.add_further(
            case=case, arrival=cast("FurtherForm", form).arrival(), staff=staff, now=now
        ),
        shows=_of_further,
        is_work=True,
        is_for_customers=True,
    ),
    Decision(
        name="posted",
        title=gettext_lazy("Mark letters as sent"),
        button=gettext_lazy("They were sent"),
        then=gettext_lazy("Print them, send them, and say when. They are kept as they were sent."),
        done=gettext_lazy("Marked as sent."),
        is_open_to=lambda case, _now: PaperLetter.objects.filter(case=case).exists(),
        form=lambda data, case: PostedForm(data, case=case),
        do=lambda case, form, staff, now, _seen: letters.mark_posted(
            letters=cast("PostedForm", form).chosen(), sent_on=form.cleaned_data["sent_on"], staff=staff, now=now
        ),
        shows=_of_posting,
        is_work=True,
        is_for_customers=True,
    ),
)
