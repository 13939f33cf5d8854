"""Declaration of the base class of public forms with a honeypot."""

from privacy.inventory.collecting import base_form
from privacy.web.honeypot import BaitedForm

base_form(BaitedForm)
