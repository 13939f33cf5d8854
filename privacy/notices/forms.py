"""Forms of notices: a recipient's answer, and what staff did by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.inventory.collecting import staff_form
from privacy.notices.enums import Answer


class AnswerForm(forms.Form):
    """What the recipient did."""

    answer = forms.ChoiceField(label=_("What have you done?"), choices=Answer.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("For example your case number, or why you must keep something. Without names or addresses."),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, str]:
        given = super().clean() or {}
        if given.get("answer") == Answer.KEPT and not given.get("words", "").strip():
            self.add_error("words", _("Say what you keep, and why."))
        return given


@staff_form
class SettleForm(forms.Form):
    evidence = forms.CharField(
        label=_("How they were told, and what they answered"),
        help_text=_("For example the date and number of their answer. Without names or addresses."),
        min_length=10,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
