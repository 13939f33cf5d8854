"""Forms for what comes by letter, telephone or visit, and for letters that are sent by post."""

from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import Channel, Right, SeenBy
from dsar.cases.mandates import AnswerTo
from dsar.cases.models import LONGEST_REASONS, Case
from dsar.cases.paper import PaperLetter
from dsar.cases.questions import Question, QuestionState
from dsar.cases.threads import Settled
from dsar.conf import dsar_settings
from dsar.intake.mandates import Authority
from dsar.intake.operations import Arrival, Asker, Identity, holds_national_number
from dsar.people.models import LONGEST_REASON
from privacy.addresses.form_fields import AddressFormField
from privacy.inventory.collecting import base_form, staff_form
from privacy.web.days import DayInput

_BY_HAND = [(channel.value, channel.label) for channel in Channel if channel != Channel.FORM]
_LONGEST_WORDS = 20_000
_SETTLED = (QuestionState.ANSWERED, QuestionState.SET_ASIDE)


def without_national_number(text: str) -> str:
    """Return a text. Raises ``ValidationError`` if it has what looks like a national identity number."""
    if holds_national_number(text):
        raise forms.ValidationError(_("Leave out national identity numbers: they are never stored."))
    return text


@base_form
class DatedForm(forms.Form):
    """A form whose days are compared with ``today``, which whoever shows it sets."""

    today: date


@base_form
class ArrivalForm(DatedForm):
    """By which way something came, when, and in which words."""

    channel = forms.ChoiceField(label=_("How it came"), choices=_BY_HAND, widget=forms.RadioSelect)
    arrived_on = forms.DateField(
        label=_("When it arrived"), help_text=_("The time for the answer counts from this day."), widget=DayInput()
    )
    words = forms.CharField(
        label=_("In the person’s own words"),
        help_text=_("Of a call, what was said. Leave out what the request does not need, and every identity number."),
        max_length=_LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_arrived_on(self) -> Any:
        day = self.cleaned_data["arrived_on"]
        first = self.today - timedelta(days=dsar_settings().taken_in_days_back)
        if not first <= day <= self.today:
            message = _("Write a day from %(first)s until today.") % {"first": date_format(first)}
            raise forms.ValidationError(message)
        return day

    def clean_words(self) -> str:
        return without_national_number(self.cleaned_data["words"])

    def arrival(self) -> Arrival:
        """Return what came, from a valid form."""
        given = self.cleaned_data
        return Arrival(channel=Channel(given["channel"]), on=given["arrived_on"], words=given["words"])


@staff_form
class TakeInForm(ArrivalForm):
    """A request that came by letter, telephone, visit or mail, and whose it is."""

    rights = forms.MultipleChoiceField(
        label=_("What is asked for"), choices=Right.choices, widget=forms.CheckboxSelectMultiple
    )
    email = AddressFormField(
        label=_("E-mail address"),
        help_text=_("The one that we have of the person. Leave it empty if there is none."),
        required=False,
    )
    postal = forms.CharField(
        label=_("Name and postal address"),
        help_text=_("As on an envelope. Needed for an answer by letter."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_by_post = forms.BooleanField(label=_("Answer by letter"), required=False)
    language = forms.ChoiceField(label=_("Language of the answer"))
    seen_by = forms.ChoiceField(
        label=_("How you saw who it is"),
        help_text=_("Leave it open to have the person confirm by mail, or to say it later."),
        choices=[("", _("– not yet –")), *SeenBy.choices],
        required=False,
    )
    reason = forms.CharField(
        label=_("Why that is enough"),
        help_text=_("The person can read it. Never a copy of a document, and no identity number."),
        max_length=LONGEST_REASONS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("channel", "arrived_on", "rights", "words", "email", "postal")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["language"]).choices = settings.LANGUAGES
        self.fields["language"].initial = settings.LANGUAGE_CODE

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        has_mailbox, postal = bool(given.get("email")), given.get("postal", "").strip()
        if "email" in given and not has_mailbox and not postal:
            self.add_error("postal", _("Write an e-mail address, or a name and postal address: one must be there."))
        elif given.get("is_by_post") and not postal:
            self.add_error("postal", _("An answer by letter needs a name and postal address."))
        if bool(given.get("seen_by")) != bool(given.get("reason", "").strip()) and not self.errors:
            self.add_error("reason", _("Say both how you saw who it is and why that is enough, or neither."))
        return given

    def asker(self) -> Asker:
        """Return who asked, from a valid form."""
        given = self.cleaned_data
        return Asker(
            address=given["email"] or "",
            postal=given["postal"].strip(),
            is_by_post=given["is_by_post"] or not given["email"],
            language=given["language"],
        )

    def identity(self) -> Identity | None:
        """Return how staff saw who it is, from a valid form; None if they did not yet."""
        given = self.cleaned_data
        return Identity(seen_by=SeenBy(given["seen_by"]), reason=given["reason"]) if given["seen_by"] else None

    def rights_asked(self) -> list[Right]:
        """Return the rights in their order, from a valid form."""
        return [right for right in Right if right.value in self.cleaned_data["rights"]]


def checked_reason(text: str) -> str:
    """Return a reason that is kept longer than addresses are. Raises ``ValidationError``."""
    if "@" in text:
        raise forms.ValidationError(_("Leave out addresses: this text is kept longer than the person's data."))
    return without_national_number(text)


@staff_form
class SeeIdentityForm(forms.Form):
    """How staff saw who asked."""

    seen_by = forms.ChoiceField(label=_("How you saw who it is"), choices=SeenBy.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why that is enough"),
        help_text=_("The person can read it. Never a copy of a document, and no identity number."),
        min_length=10,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])


@staff_form
class FurtherForm(ArrivalForm):
    """Another letter or call about an open request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = True
        self.fields["arrived_on"].help_text = _("The time of the request goes on as it did.")


@staff_form
class PostedForm(DatedForm):
    """Which printed letters were sent, and when."""

    letters = forms.MultipleChoiceField(label=_("Which letters"), widget=forms.CheckboxSelectMultiple)
    sent_on = forms.DateField(label=_("Sent on"), widget=DayInput())

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting = {str(letter.pk): letter for letter in PaperLetter.objects.filter(case=case)}
        field = cast("forms.MultipleChoiceField", self.fields["letters"])
        field.choices = [(key, letter.in_words) for key, letter in self._waiting.items()]
        field.initial = list(self._waiting)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Return today for the day of sending."""
        return self.today if field_name == "sent_on" else super().get_initial_for_field(field, field_name)

    def chosen(self) -> list[PaperLetter]:
        """Return the letters that were chosen, from a valid form."""
        return [self._waiting[key] for key in self.cleaned_data["letters"]]


@staff_form
class CaseFileForm(forms.Form):
    """A scanned letter."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("What the person wrote: a PDF, a picture, a text or an office document. No identity document."),
    )


@staff_form
class QuestionsForm(forms.Form):
    """The questions of a request, one on each line."""

    texts = forms.CharField(
        label=_("The questions, one on each line"),
        help_text=_("Those that are listed already need not be here again."),
        max_length=_LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def clean_texts(self) -> list[str]:
        return [line for line in self.cleaned_data["texts"].splitlines() if line.strip()]


@staff_form
class SettleForm(forms.Form):
    """For each open question: answered, and where; or set aside, and why; or left open."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting = list(Question.objects.open().filter(case=case))
        choices = [("", _("leave it open")), *((state.value, state.label) for state in _SETTLED)]
        for question in self._waiting:
            self.fields[f"do-{question.pk}"] = forms.ChoiceField(
                label=f"{question.number}. {question.text}", choices=choices, required=False
            )
            self.fields[f"note-{question.pk}"] = forms.CharField(
                label=_("Where it is answered, or why it is set aside"),
                required=False,
                max_length=LONGEST_REASONS,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for question in self._waiting:
            if given.get(f"do-{question.pk}") and not given.get(f"note-{question.pk}", "").strip():
                self.add_error(f"note-{question.pk}", _("Say where it is answered, or why it is set aside."))
        if not any(given.get(f"do-{question.pk}") for question in self._waiting):
            raise forms.ValidationError(_("Choose for one of them at least."))
        return given

    def settled(self) -> dict[UUID, Settled]:
        """Return what became of each question that was ticked, from a valid form."""
        given = self.cleaned_data
        return {
            question.pk: Settled(state=QuestionState(given[f"do-{question.pk}"]), note=given[f"note-{question.pk}"])
            for question in self._waiting
            if given[f"do-{question.pk}"]
        }


@staff_form
class MandateForm(DatedForm):
    """What a mandate says."""

    name = forms.CharField(label=_("Who acts for the person"), max_length=200)
    email = AddressFormField(label=_("E-mail address of who acts"), required=False)
    scope = forms.CharField(
        label=_("What they may do"), help_text=_("For example: ask for a copy of all data."), max_length=500
    )
    statement = forms.CharField(
        label=_("What the mandate is, and what you looked at"),
        help_text=_("A signed paper, which you can scan; a decision of a court; what the person said on the phone."),
        min_length=10,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    valid_until = forms.DateField(label=_("Valid until"), required=False, widget=DayInput())
    answer_to = forms.ChoiceField(label=_("Where the answer goes"), choices=AnswerTo.choices, widget=forms.RadioSelect)

    def clean_statement(self) -> str:
        return without_national_number(self.cleaned_data["statement"])

    def clean_valid_until(self) -> date | None:
        day: date | None = self.cleaned_data["valid_until"]
        if day is not None and day < self.today:
            raise forms.ValidationError(_("The mandate has ended. Ask for a new one, or write to the person."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("answer_to") == AnswerTo.REPRESENTATIVE and "email" in given and not given["email"]:
            self.add_error("email", _("An answer to who acts for the person needs their address."))
        return given

    def authority(self) -> Authority:
        """Return what the mandate says, from a valid form."""
        given = self.cleaned_data
        return Authority(
            name=given["name"],
            address=given["email"] or "",
            scope=given["scope"],
            statement=given["statement"],
            valid_until=given["valid_until"],
            answer_to=AnswerTo(given["answer_to"]),
        )


@staff_form
class SamePersonForm(forms.Form):
    """Another address of whoever asked, and why it is the same person's."""

    email = AddressFormField(label=_("Another address of the same person"))
    reason = forms.CharField(
        label=_("Why they are the same person’s"),
        help_text=_("The person can read it. The address has to confirm for itself before anything of it is shown."),
        min_length=10,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        return checked_reason(self.cleaned_data["reason"])
