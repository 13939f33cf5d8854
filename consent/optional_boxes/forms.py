"""A form that offers a box of another app."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms

from consent.optional_boxes.registry import Tick, boxes
from privacy.intake.limits.senders import Sender
from privacy.inventory.collecting import base_form


@base_form
class FormWithBoxes(forms.Form):
    """Form that has a box for each name in ``offers``, where some app offers a box of that name now.

    No box is ticked or required (GDPR Art. 7(4)); the form does what it is for without one.
    """

    offers: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.offers:
            if name in boxes and (words := boxes[name].words()):
                self.fields[name] = forms.BooleanField(label=words, required=False)

    def carry_out_ticks(self, *, address: str, language: str, form: str, sender: Sender, now: datetime) -> None:
        """Do what the ticked boxes ask for."""
        for name in self.offers:
            if name in self.fields and self.cleaned_data[name]:
                words = str(self.fields[name].label)
                tick = Tick(address=address, language=language, form=form, words=words, sender=sender, now=now)
                boxes[name].carry_out(tick)
