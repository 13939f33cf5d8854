from django.db.models import F, Q
from labels.models import Label

from club import models as club
from privacy.inventory.declarations import Keep, PersonalData, Retention, declare, exempt, provided
from privacy.inventory.enums import KeepReason, NotPersonal
from privacy.inventory.subjects import Subject, mentioned, owner, participant

BY_TIME = Retention(rule="club.rows", start="made_at")


def declared(model: type, *subjects: Subject, fields: str, internal: str = "", **more: object) -> None:
    reference = dict.fromkeys(internal.split(), NotPersonal.REFERENCE)
    own = {field.name for field in model._meta.get_fields()}
    reference |= {name: reason for name, reason in club.INTERNAL.items() if name in own}
    more.setdefault("retention", BY_TIME)
    declare(
        PersonalData(
            model=model,
            title=str(model._meta.verbose_name_plural),
            purpose="club",
            subjects=subjects,
            fields={name: provided(name) for name in fields.split()},
            internal=reference,
            **more,
        )
    )


def _restrict(rows, now):
    rows.update(restricted_at=now)


declared(club.Member, owner("email"), fields="email name avatar")
declared(
    club.Post,
    owner("author__email"),
    participant("parent__author__email", hides=("author_name",)),
    fields="author_name text",
    internal="author parent",
)
declared(club.Question, owner("author__email"), fields="text", internal="author")
declared(club.Answer, owner("author__email"), fields="text", internal="author question")
declared(
    club.PrivateMessage,
    owner("sender__email", hides=("recipient_name",), clears=("sender", "sender_name")),
    owner("recipient__email", hides=("sender_name",), clears=("recipient", "recipient_name")),
    fields="sender_name recipient_name text",
    internal="sender recipient",
    replacements={"sender_name": "Former member"},
)
declared(
    club.Group,
    owner("memberships__member__email", when=Q(memberships__is_owner=True)),
    participant("memberships__member__email"),
    fields="title",
)
declared(club.Membership, owner("member__email"), fields="is_owner", internal="group member", ends_with=("group",))
declared(
    club.GroupMessage,
    owner("sender__email"),
    participant("group__memberships__member__email"),
    fields="text",
    internal="group sender",
    ends_with=("group",),
)
declared(
    club.ClientRecord,
    owner("client_email"),
    participant("adviser__email", clears=("adviser",)),
    fields="client_email notes",
    internal="adviser",
)
declared(
    club.Assessment,
    owner("author__email"),
    participant("about__email", hides=("author_name",), clears=("about",)),
    fields="author_name text",
    internal="about author",
)
declared(club.Order, owner("member__email"), fields="goods", internal="member")
declared(
    club.Invoice,
    owner("order__member__email"),
    owner("billing_email"),
    fields="billing_email restricted_at",
    internal="order",
    erasure=Keep(reason=KeepReason.BOOKKEEPING),
    retention=Retention(rule="club.invoice", start="made_at"),
    restrict=_restrict,
)
declared(
    club.Channel,
    owner("settings__to"),
    mentioned("note", shows=("note",), is_within=True, clears=("note",)),
    participant("watchers", is_within=True, clears=("watchers",)),
    fields="name settings note watchers",
)
declared(club.Occasion, owner("host__email"), fields="title", internal="host")
declared(
    club.Invitation,
    owner("guest__email"),
    owner("companion"),
    fields="companion diet",
    internal="occasion guest",
    ends_with=("occasion",),
)
declared(club.Trainer, owner("email"), fields="badge", internal="member_ptr email name avatar")
declared(
    club.MemberHistory,
    owner("email"),
    fields="email",
    internal="history_id id changed_at",
    retention=Retention(rule="club.rows", since="changed_at"),
)
declared(club.Nickname, owner("member__email"), fields="nickname", internal="member friends")
declared(
    Label,
    fields="word",
    internal="id content_type object_id put_at",
    part_of=("target",),
    retention=Retention(rule="club.rows", since="put_at", start=F("put_at")),
)
exempt(club.Visit, NotPersonal.REFERENCE)
