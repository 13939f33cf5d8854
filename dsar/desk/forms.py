"""Forms of the decisions on a request."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import Ground, Right
from dsar.cases.grounds import grounds_here
from dsar.cases.models import LONGEST_REASONS, Case, Contact
from dsar.corrections.enums import CHANGE, KEEP
from dsar.corrections.models import Correction
from dsar.corrections.queries import correctable_rows, title_of
from dsar.corrections.writing import refused_values
from dsar.restrictions.queries import restrictable
from privacy.addresses.form_fields import AddressFormField
from privacy.inventory.collecting import staff_form


@staff_form
class ExtendForm(forms.Form):
    further_months = forms.TypedChoiceField(
        label=_("How much more time"), choices=((1, _("one more month")), (2, _("two more months"))), coerce=int
    )
    reason = forms.CharField(
        label=_("Why, in words that the person reads"),
        help_text=_("Only because the request is complex, or there are many. Without names or addresses."),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_reason(self) -> str:
        return _without_address(self.cleaned_data["reason"])


@staff_form
class RefuseForm(forms.Form):
    ground = forms.ChoiceField(label=_("Ground"))
    reasons = forms.CharField(
        label=_("Reasons, in words that the person reads"),
        help_text=_("Say what was asked, what we found and why the ground applies. Without names or addresses."),
        min_length=40,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    evidence = forms.CharField(
        label=_("What shows it"),
        help_text=_("For colleagues and an authority, not for the person: what you looked at, and where it is kept."),
        min_length=10,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(ground.value, ground.label) for ground in grounds_here(case.which_right)]
        cast("forms.ChoiceField", self.fields["ground"]).choices = choices

    def clean_ground(self) -> Ground:
        return Ground(self.cleaned_data["ground"])

    def clean_reasons(self) -> str:
        return _without_address(self.cleaned_data["reasons"])

    def clean_evidence(self) -> str:
        return _without_address(self.cleaned_data["evidence"])


@staff_form
class RedactionForm(forms.Form):
    passage = forms.CharField(
        label=_("The passage"),
        help_text=_("Exactly as it is below. It is left out wherever it is."),
        min_length=2,
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why, in words that the person reads"),
        help_text=_("Whom it would harm and how, without names or addresses. It is in the file."),
        min_length=10,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_reason(self) -> str:
        return _without_address(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("place") and not given.get("passage") and "passage" not in self.errors:
            self.add_error("passage", _("Type the passage that is to be left out."))
        return given


@staff_form
class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("The person reads it on the request's page, which the mail links to. It is not in the mail."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )


@staff_form
class WriteForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        help_text=_("The person reads it on the request's page, which the mail links to. It is not in the mail."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


@staff_form
class IdentityForm(forms.Form):
    doubt = forms.CharField(
        label=_("Why you doubt who it is"),
        help_text=_("A reason of this request, not a rule for all. The person can read it in a copy. No addresses."),
        min_length=20,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    question = forms.CharField(
        label=_("What you ask the person"),
        help_text=_("Something that only they and we know. Never a document or a national identity number."),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_doubt(self) -> str:
        return _without_address(self.cleaned_data["doubt"])

    def clean_question(self) -> str:
        return _without_address(self.cleaned_data["question"])


@staff_form
class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Why, in words that the person reads"),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@staff_form
class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why, in words that the person reads"),
        help_text=_("Without names or addresses."),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_reason(self) -> str:
        return _without_address(self.cleaned_data["reason"])


@staff_form
class PassOnForm(forms.Form):
    to = forms.CharField(label=_("The customer who decides over the data"), max_length=200)
    address = AddressFormField(
        label=_("The customer's address for such requests"),
        help_text=_("From the agreement with the customer, never from the person's message."),
    )


@staff_form
class RetryForm(forms.Form):
    start = forms.ChoiceField(
        label=_("Where the work goes on"),
        choices=(("step", _("at the step where it stopped")), ("start", _("from the start"))),
        widget=forms.RadioSelect,
        initial="step",
    )


@staff_form
class StopForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the work is given up"),
        help_text=_("Colleagues read it. Without names or addresses."),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_reason(self) -> str:
        return _without_address(self.cleaned_data["reason"])


@staff_form
class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note for colleagues"),
        help_text=_("It is not on the person's page, but it is in a copy of the person's data. Without addresses."),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_text(self) -> str:
        return _without_address(self.cleaned_data["text"])


def _without_address(text: str) -> str:
    if "@" in text:
        raise forms.ValidationError(_("Leave out addresses: this text is kept longer than the person's data."))
    return text


@staff_form
class FromMessageForm(forms.Form):
    """Which right somebody asked for in a message, and in which words."""

    LONGEST = 4000

    right = forms.ChoiceField(label=_("What is asked for"), choices=Right.choices)
    message = forms.CharField(
        label=_("In the person’s own words"),
        help_text=_("Remove what the request does not need, such as words about others."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


@staff_form
class DecideForm(forms.Form):
    """For each value that waits: change it, or keep it and say why."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting = list(Correction.objects.waiting().filter(case=case))
        for correction in self._waiting:
            self.fields[f"do-{correction.pk}"] = forms.ChoiceField(
                label=title_of(correction),
                help_text=_("Now: “%(old)s”. It should say: “%(new)s”.")
                % {"old": correction.old, "new": correction.new},
                choices=((CHANGE, _("Change it")), (KEEP, _("Keep it as it is"))),
                widget=forms.RadioSelect,
            )
            self.fields[f"why-{correction.pk}"] = forms.CharField(
                label=_("If you keep it: why, in words that the person reads"),
                help_text=_("Without names or addresses."),
                required=False,
                max_length=LONGEST_REASONS // 4,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for correction in self._waiting:
            reason = given.get(f"why-{correction.pk}", "").strip()
            if given.get(f"do-{correction.pk}") == KEEP and not reason:
                self.add_error(f"why-{correction.pk}", _("Say why it stays as it is; the person has a right to know."))
            if "@" in reason:
                message = _("Leave out addresses: this text is kept longer than the person's data.")
                self.add_error(f"why-{correction.pk}", message)
        changing = [correction for correction in self._waiting if given.get(f"do-{correction.pk}") == CHANGE]
        for pk, words in refused_values(changing).items():
            self.add_error(f"do-{pk}", words)
        return given

    def reasons_to_keep(self) -> dict[UUID, str]:
        """Return the reason for each value that stays as it is."""
        given = self.cleaned_data
        kept = [one for one in self._waiting if given[f"do-{one.pk}"] == KEEP]
        return {correction.pk: given[f"why-{correction.pk}"].strip() for correction in kept}


@staff_form
class AmendForm(forms.Form):
    """Write down a wrong value for the person: one of theirs here, or one that is kept elsewhere."""

    value = forms.ChoiceField(label=_("Which value"), required=False)
    place = forms.CharField(
        label=_("Or where else it is kept"),
        help_text=_("For a value outside this system: which system, and which value."),
        required=False,
        max_length=200,
    )
    right_value = forms.CharField(label=_("What it should say"), max_length=4000)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact = Contact.objects.filter(case=case).first()
        rows = list(correctable_rows(contact.email)) if contact else []
        choices: list[tuple[str, Any]] = [("", _("– none of these –"))]
        choices += [
            (value.key, f"{row.title} – {value.title}: “{value.shown[:80]}”") for row in rows for value in row.values
        ]
        cast("forms.ChoiceField", self.fields["value"]).choices = choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("value")) == bool(given.get("place", "").strip()):
            raise forms.ValidationError(_("Choose a value, or say where else it is kept: one of the two."))
        return given


@staff_form
class RestrictForm(forms.Form):
    """Which kinds of data are only stored from now on; all, unless the person asked for less."""

    kinds = forms.MultipleChoiceField(
        label=_("What is only stored from now on"),
        help_text=_("All of it, unless the person asked for less."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        choices = [(group.label, f"{group.data.title} ({group.rows.count()})") for group in restrictable(case)]
        super().__init__(*args, **kwargs)
        kinds = cast("forms.MultipleChoiceField", self.fields["kinds"])
        kinds.choices, kinds.initial = choices, [label for label, _title in choices]


@staff_form
class LiftForm(forms.Form):
    """Why the data is used again, for the notice that goes to the person first."""

    reason = forms.CharField(
        label=_("Why it is used again, in words that the person reads"),
        help_text=_("For example that the data was checked and is right. Without names or addresses."),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean_reason(self) -> str:
        return _without_address(self.cleaned_data["reason"])
