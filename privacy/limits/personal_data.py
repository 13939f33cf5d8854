"""The base class of timed forms is shown on no page."""

from privacy.inventory.collecting import base_form
from privacy.limits.forms import TimedForm

base_form(TimedForm)
