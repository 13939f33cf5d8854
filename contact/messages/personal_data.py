"""Declarations of the personal data in messages and in the contact form."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contact.messages import operations as messages
from contact.messages.forms import ContactForm
from contact.messages.models import Message, Reply
from privacy.inventory.collecting import FormData, NotKept, declare_form
from privacy.inventory.declarations import PersonalData, Retention, declare, inferred, observed, provided
from privacy.inventory.enums import NotPersonal

declare(
    PersonalData(
        model=Message,
        title=_("Messages to us"),
        purpose="customer-service",
        subject="email",
        retention=Retention(rule="contact.message", start="received_at"),
        fields={
            "name": provided(_("Name")),
            "email": provided(_("E-mail address")),
            "email_written": provided(_("E-mail address as you wrote it")),
            "phone": provided(_("Telephone")),
            "company": provided(_("Company")),
            "text": provided(_("Message")),
            "language": observed(_("Language")),
            "is_suspect": inferred(_("Looks like spam")),
            "received_at": observed(_("Received")),
            "handled_at": observed(_("Handled")),
            "restricted_at": observed(_("Only kept since")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "handled_by": NotPersonal.REFERENCE,
            "salt": NotPersonal.PLUMBING,
        },
        restrict=messages.restrict,
        release=messages.release,
        waits=Q(handled_at__isnull=True),
    )
)

declare(
    PersonalData(
        model=Reply,
        title=_("Our answers to your messages"),
        purpose="customer-service",
        subject="message__email",
        retention=Retention(rule="contact.message", start="message__received_at"),
        fields={
            "subject": observed(_("Subject")),
            "text": observed(_("What we answered")),
            "replied_at": observed(_("Answered")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "message": NotPersonal.REFERENCE,
            "replied_by": NotPersonal.REFERENCE,
        },
    )
)

declare_form(
    FormData(
        name="contact.form",
        purpose="customer-service",
        model=Message,
        form=ContactForm,
        views=("contact:form",),
        fields={"text": "text", "email": "email", "name": "name", "company": "company", "phone": "phone"},
        not_kept={"homepage": NotKept.BAIT},
    )
)
