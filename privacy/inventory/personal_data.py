"""The form that every public form with a honeypot inherits from."""

from privacy.inventory.collecting import base_form
from privacy.web.honeypot import BaitedForm

base_form(BaitedForm)
