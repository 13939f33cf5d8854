"""Which fields hold personal data, and what happens to them."""

from dsar.desk.forms import AnswerForm, ExtendForm, RefuseForm
from privacy.inventory.collecting import staff_form

staff_form(AnswerForm, ExtendForm, RefuseForm)
