"""Personal data of notices to recipients."""

from django.utils.translation import gettext_lazy as _

from privacy.inventory.collecting import FormData, declare_form
from privacy.inventory.declarations import Keep, PersonalData, Retention, declare, exempt, observed
from privacy.inventory.enums import KeepReason, NotPersonal
from privacy.notices.forms import AnswerForm
from privacy.notices.models import Circuit, Notice
from privacy.notices.operations import RULE

exempt(Circuit, NotPersonal.PLUMBING)

declare(
    PersonalData(
        model=Notice,
        title=_("Whom we told about a change of your data"),
        purpose="requests",
        subject="email",
        retention=Retention(rule=RULE, start="settled_at"),
        # An erasure makes notices itself; each is emptied when the recipient knows.
        erasure=Keep(reason=KeepReason.ACCOUNTABILITY),
        fields={
            "vendor": observed(_("recipient")),
            "kind": observed(_("what")),
            "channel": observed(_("how")),
            "state": observed(_("state")),
            "email": observed(_("your e-mail address, until they know")),
            "email_written": observed(_("your e-mail address as you wrote it, until they know")),
            "values": observed(_("right values, until they know")),
            "made_at": observed(_("made at")),
            "asked_at": observed(_("sent at")),
            "answer": observed(_("answer")),
            "evidence": observed(_("evidence")),
            "settled_at": observed(_("settled at")),
        },
        internal={
            "id": NotPersonal.REFERENCE,
            "source": NotPersonal.REFERENCE,
            "due_at": NotPersonal.PLUMBING,
            "attempts": NotPersonal.PLUMBING,
            "last_error": NotPersonal.PLUMBING,
            "settled_by": NotPersonal.REFERENCE,
            "retain_until": NotPersonal.PLUMBING,
        },
    )
)

declare_form(
    FormData(
        name="privacy.notice",
        purpose="requests",
        model=Notice,
        form=AnswerForm,
        views=("privacy:notice",),
        fields={"answer": "answer", "words": "evidence"},
    )
)
