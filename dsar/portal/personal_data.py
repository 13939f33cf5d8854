"""Personal data in the form of the portal."""

from dsar.cases.models import Contact
from dsar.portal.forms import AskForm
from privacy.inventory.collecting import FormData, NotKept, declare_form

declare_form(
    FormData(
        name="dsar.ask",
        purpose="requests",
        model=Contact,
        form=AskForm,
        views=("dsar:ask",),
        fields={"email": "email", "message": "message"},
        not_kept={"loaded": NotKept.TOKEN},
    )
)
