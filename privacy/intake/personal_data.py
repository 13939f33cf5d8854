"""Forms that are shown on no page of their own: a base class, and what was sent once more."""

from privacy.intake.forms import IntakeForm, StepForm
from privacy.inventory.collecting import base_form

base_form(IntakeForm)
base_form(StepForm)
