"""A form that carries the time at which its page was made."""

from django import forms


class TimedForm(forms.Form):
    """A form with a signed time, by which a program that never opened the page is known; people notice nothing.

    The view gives it as ``initial={"loaded": stamp(now)}``. It is never a reason to refuse: a post without it counts
    against a smaller limit of mails.
    """

    loaded = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def loaded_stamp(self) -> str:
        """Return what the page had, as sent."""
        return str(self.data.get(self.add_prefix("loaded"), ""))[:200]
