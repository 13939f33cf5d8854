"""The base class of public forms that anybody can send, and the form of the further step."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from privacy.intake.limits.forms import TimedForm
from privacy.web.honeypot import BaitedForm


class IntakeForm(TimedForm, BaitedForm):
    """A public form with a signed time and a field that only programs fill in; people notice neither.

    Its view is decorated with ``intake`` (check ``privacy.E060``).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # With maxlength the browser would silently cut off a long text; validation explains the limit instead.
            field.widget.attrs.pop("maxlength", None)


class StepForm(forms.Form):
    """What was sent, in hidden fields, to be sent once more together with the step."""

    step = forms.CharField(widget=forms.HiddenInput)
    work = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *, sent: Iterable[tuple[str, list[str]]], initial: Mapping[str, str]) -> None:
        super().__init__(initial={**initial})
        for name, values in sent:
            self.fields[name] = forms.CharField(widget=forms.MultipleHiddenInput)
            self.initial[name] = values
