"""Personal data in the form of the portal."""

from dsar.cases.mandates import MandateClaim
from dsar.cases.models import CaseMessage, Contact
from dsar.cases.proofs.models import DownloadCode, LinkRequest
from dsar.portal.forms import (
    AddAddressForm,
    AskForm,
    CodeForm,
    LinksForm,
    MessageForm,
    ProductForm,
    RepresentativeForm,
    SeveralForm,
)
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
declare_form(
    FormData(
        name="dsar.several",
        purpose="requests",
        model=Contact,
        form=SeveralForm,
        views=("dsar:several",),
        fields={"email": "email", "message": "message", "rights": "right"},
        not_kept={"loaded": NotKept.TOKEN},
    )
)
declare_form(
    FormData(
        name="dsar.links",
        purpose="requests",
        model=LinkRequest,
        form=LinksForm,
        views=("dsar:new_links",),
        fields={"email": "email"},
        not_kept={"loaded": NotKept.TOKEN},
    )
)
declare_form(
    FormData(
        name="dsar.code",
        purpose="requests",
        model=DownloadCode,
        form=CodeForm,
        views=("dsar:download",),
        fields={},
        not_kept={"code": NotKept.TOKEN},
    )
)
declare_form(
    FormData(
        name="dsar.message",
        purpose="requests",
        model=CaseMessage,
        form=MessageForm,
        views=("dsar:write",),
        fields={"text": "text"},
    )
)
declare_form(
    FormData(
        name="dsar.product",
        purpose="requests",
        model=Contact,
        form=ProductForm,
        views=("dsar:product",),
        fields={"email": "email", "message": "message", "rights": "right", "organisation": "organisation"},
        not_kept={"loaded": NotKept.TOKEN},
    )
)
declare_form(
    FormData(
        name="dsar.address",
        purpose="requests",
        model=Contact,
        form=AddAddressForm,
        views=("dsar:add_address",),
        fields={"email": "email"},
        not_kept={"loaded": NotKept.TOKEN},
    )
)
declare_form(
    FormData(
        name="dsar.representative",
        purpose="requests",
        model=MandateClaim,
        form=RepresentativeForm,
        views=("dsar:representative",),
        fields={
            "name": "name",
            "email": "email",
            "statement": "statement",
            "person": "case__contact__email",
            "rights": "case__right",
        },
        not_kept={"loaded": NotKept.TOKEN},
    )
)
