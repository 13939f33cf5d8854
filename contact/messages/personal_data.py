"""Declarations of the personal data in messages and in the contact form."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contact.messages import operations as messages
from contact.messages.enums import PersonRole
from contact.messages.forms import ContactForm
from contact.messages.models import Attachment, Message, MessagePerson, Reply, ReplyTemplate
from privacy.inventory.collecting import FormData, NotKept, declare_form
from privacy.inventory.declarations import PersonalData, Retention, declare, exempt, inferred, observed, provided
from privacy.inventory.enums import NotPersonal
from privacy.inventory.subjects import owner, participant
from privacy.law.locales import languages

_OF_THE_WRITER = ("name", "email", "email_written", "phone", "company", "html", "mail_id", "spf", "dkim", "dmarc")

declare(
    PersonalData(
        model=Message,
        title=_("Messages to us"),
        purpose="customer-service",
        subjects=(
            # What somebody wrote of another is the other's too: it stays for that person, without whose words they are.
            owner("email", clears=_OF_THE_WRITER),
            owner("people__email", when=Q(people__role=PersonRole.MENTIONED), hides=_OF_THE_WRITER),
            participant("people__email", when=Q(people__role=PersonRole.COPY), hides=("phone", "company")),
        ),
        retention=Retention(rule="contact.message", start="received_at"),
        fields={
            "name": provided(_("Name")),
            "email": provided(_("E-mail address")),
            "email_written": provided(_("E-mail address as you wrote it")),
            "phone": provided(_("Telephone")),
            "company": provided(_("Company")),
            "channel": observed(_("Came by")),
            "subject": provided(_("Subject")),
            "text": provided(_("Message")),
            "html": provided(_("Message as it was formatted")),
            "blocked_images": observed(_("Pictures of other servers, not shown")),
            "mail_id": observed(_("Message-ID of the mail")),
            "spf": observed("SPF"),
            "dkim": observed("DKIM"),
            "dmarc": observed("DMARC"),
            "is_automatic": inferred(_("Sent by a program")),
            "left_out": observed(_("Attachments that were not kept")),
            "language": observed(_("Language"), read_as=languages.in_words),
            "is_suspect": inferred(_("Looks like spam")),
            "received_at": observed(_("Received")),
            "handled_at": observed(_("Handled")),
            "handed_on_at": observed(_("Made a request at")),
            "restricted_at": observed(_("Only kept since")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "conversation": NotPersonal.REFERENCE,
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
            "undelivered_at": observed(_("Came back undelivered")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "message": NotPersonal.REFERENCE,
            "token": NotPersonal.SECRET,
            "replied_by": NotPersonal.REFERENCE,
        },
    )
)

declare(
    PersonalData(
        model=MessagePerson,
        title=_("Messages to us that others wrote, with you in copy or with you in them"),
        purpose="customer-service",
        # Without the words of a writer who is erased, the row that says who else was there stays theirs.
        subject="email",
        retention=Retention(rule="contact.message", start="message__received_at"),
        fields={
            "email": observed(_("E-mail address")),
            "email_written": observed(_("E-mail address as it was written")),
            "name": observed(_("Name")),
            "role": observed(_("In copy or mentioned")),
            "added_at": observed(_("Since")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={"id": NotPersonal.REFERENCE, "message": NotPersonal.REFERENCE},
    )
)

declare(
    PersonalData(
        model=Attachment,
        title=_("Files that you sent us"),
        purpose="customer-service",
        subject="message__email",
        retention=Retention(rule="contact.message", start="message__received_at"),
        fields={
            "name": provided(_("Name of the file")),
            "content_type": observed(_("Kind")),
            "size": observed(_("Bytes")),
            "content": provided(_("Content")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={"id": NotPersonal.REFERENCE, "message": NotPersonal.REFERENCE},
    )
)

exempt(ReplyTemplate, NotPersonal.REGISTER)

declare_form(
    FormData(
        name="contact.form",
        purpose="customer-service",
        model=Message,
        form=ContactForm,
        views=("contact:form",),
        fields={"text": "text", "email": "email", "name": "name", "company": "company", "phone": "phone"},
        not_kept={"homepage": NotKept.BAIT, "loaded": NotKept.TOKEN},
    )
)
