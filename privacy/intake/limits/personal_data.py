"""The base class of timed forms is shown on no page."""

from privacy.intake.limits.forms import TimedForm
from privacy.inventory.collecting import base_form

base_form(TimedForm)
