"""Promising sentences of the portal and of the letters about requests."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import Right
from privacy.register.statements.site_sentences import sentence

# What must be proven before the site promises what happens with a request under a right. The checks of most of them
# also see late answers; corrections, restrictions and free questions only people can answer for.
KEEPS: Mapping[Right, tuple[str, ...]] = {
    Right.INFORMATION: ("P31",),
    Right.ACCESS: ("P32",),
    Right.RECTIFICATION: ("P33",),
    Right.ERASURE: ("P34",),
    Right.RESTRICTION: ("P35",),
    Right.PORTABILITY: ("P37",),
    Right.AUTOMATED: ("P36",),
    Right.WITHDRAWAL: ("P19", "P38"),
    Right.OBJECTION: ("P12", "P19"),
    Right.OTHER_USE: ("P12", "P41"),
    Right.HUMAN: ("P41",),
    Right.COMPLAINT: ("P41",),
}
_EVERY = tuple(dict.fromkeys(name for names in KEEPS.values() for name in names))
_PORTAL, _FORM, _LETTER = _("My data"), _("My data, the form of a right"), _("letters about requests")

_THEN: Mapping[Right, tuple[Promise, Promise]] = {
    Right.INFORMATION: (
        _("You get a file that tells this about the data we hold on you."),
        _("The request goes to a case worker."),
    ),
    Right.ACCESS: (_("You get a link to a file. It works for seven days."), _("The request goes to a case worker.")),
    Right.RECTIFICATION: (
        _("A case worker corrects it and tells you what was changed."),
        _("The request goes to a case worker."),
    ),
    Right.ERASURE: (
        _(
            "We erase it and tell you what is gone. If the law makes us keep something, we say what, why and "
            "until when."
        ),
        _("The request goes to a case worker."),
    ),
    Right.RESTRICTION: (
        _("A case worker limits the use. We tell you before we start using the data again."),
        _("The request goes to a case worker."),
    ),
    Right.PORTABILITY: (
        _("You get a link to a file with JSON and CSV. It works for seven days."),
        _("The request goes to a case worker."),
    ),
    Right.AUTOMATED: (
        _("We make none today. A person looks at the decision and answers you."),
        _("The request goes to a case worker."),
    ),
    Right.WITHDRAWAL: (
        _(
            "What you said yes to with your address stops the moment you confirm. A yes to cookies you take back on "
            "the page of choices."
        ),
        _("You can do it yourself, or ask us to."),
    ),
    Right.OBJECTION: (
        _("It stops the moment you confirm: what has not been sent by then is not sent."),
        _("The request goes to a case worker."),
    ),
    Right.OTHER_USE: (
        _("A case worker weighs your reasons against ours. If we go on, we tell you on which compelling grounds."),
        _("The request goes to a case worker."),
    ),
    Right.HUMAN: (_("A case worker reads it and answers you."), _("The message goes to a case worker.")),
    Right.COMPLAINT: (_("A case worker reads it and answers you."), _("The message goes to a case worker.")),
}

for _right, (_text, _otherwise) in _THEN.items():
    sentence(f"dsar.then.{_right}", place=_FORM, text=_text, otherwise=_otherwise, promises=KEEPS[_right])
    sentence(
        f"dsar.month.{_right}",
        place=_FORM,
        text=_("You have our answer within one month from today. It is free of charge."),
        otherwise=_("By law you must have an answer within one month from today. It is free of charge."),
        promises=KEEPS[_right],
    )
    sentence(
        f"dsar.answer-by.{_right}",
        place=_LETTER,
        text=_("You have our answer by %(date)s."),
        otherwise=_("By law you must have an answer by %(date)s."),
        promises=KEEPS[_right],
    )
    sentence(
        f"dsar.not-put-off-again.{_right}",
        place=_LETTER,
        text=_("It will not be put off again."),
        otherwise=_("The law does not let it be put off again."),
        promises=KEEPS[_right],
    )

sentence(
    "dsar.portal.handled",
    place=_PORTAL,
    text=_("A case worker handles the request, and we write to you when it is done."),
    otherwise=_("The request goes to a case worker."),
    promises=_EVERY,
)
sentence(
    "dsar.portal.month",
    place=_PORTAL,
    text=_(
        "We answer as soon as we can, and within one month from the day you ask. If it is complex we may need up to "
        "two months more; then we tell you why within the first month. It is free of charge."
    ),
    otherwise=_(
        "By law you must have an answer within one month from the day you ask. If it is complex, up to two months may "
        "be added; then you must be told why within the first month. It is free of charge."
    ),
    promises=_EVERY,
)
sentence(
    "dsar.portal.passed-on",
    place=_PORTAL,
    text=_(
        "Do you use our products through your employer or an organiser? Then they decide over the data in the product, "
        "and we pass your request on to them."
    ),
    otherwise=_(
        "Do you use our products through your employer or an organiser? Then they decide over the data in the product: "
        "ask them."
    ),
    promises=("P6",),
)
sentence(
    "dsar.product.then",
    place=_FORM,
    text=_("A case worker passes your request on to them, and tells you to whom."),
    otherwise=_("The request goes to a case worker."),
    promises=("P6",),
)
sentence(
    "dsar.portal.mailbox",
    place=_PORTAL,
    text=_("We answer those within one month too."),
    promises=("P41", "P60"),
)
sentence(
    "dsar.address-deleted",
    place=_FORM,
    text=_("We use the address to answer you, and delete it %(period)s after the request is closed."),
    otherwise=_("An answer needs an address. The privacy policy says how long it is kept."),
    promises=("P13", "P26", "P27"),
    period_of="dsar.contact",
)
sentence(
    "dsar.sent-on",
    place=_FORM,
    text=_("We send it where that is technically possible."),
    promises=KEEPS[Right.PORTABILITY],
)
sentence(
    "dsar.unconfirmed-deleted",
    place=_LETTER,
    text=_("Then nothing happens, and we delete the request within %(period)s."),
    promises=("P26", "P27"),
    period_of="dsar.unverified",
)
sentence("dsar.file-deleted", place=_LETTER, text=_("It is then deleted."), promises=("P26", "P27"))
sentence(
    "dsar.answer-kept",
    place=_LETTER,
    text=_("It is there for %(period)s."),
    promises=("P26",),
    period_of="dsar.contact",
)
sentence(
    "dsar.erased-on",
    place=_LETTER,
    text=_("Your data will be erased on %(start)s."),
    otherwise=_("The erasure is set for %(start)s."),
    promises=("P34",),
)
sentence(
    "dsar.unused-meanwhile",
    place=_LETTER,
    text=_("Until then it is stored and used for nothing else; no newsletter is sent."),
    promises=("P34", "P29"),
)
sentence(
    "dsar.told-when-erased",
    place=_LETTER,
    text=_("We write to you again when it is done."),
    promises=("P34",),
)
sentence(
    "dsar.erased-later",
    place=_LETTER,
    text=_(
        "What we keep because of a claim, an order or the like we use for nothing else meanwhile. We erase it when "
        "that ends; you need not ask again."
    ),
    otherwise=_("Some of it is kept because of a claim, an order or the like."),
    promises=("P27", "P34"),
)
sentence(
    "dsar.erased-sealed",
    place=_LETTER,
    text=_(
        "Until %(date)s there is a sealed copy, which nobody can read, so that we can undo it if it was a mistake. "
        "Tell us if it was. Then its key is destroyed, and nothing can be brought back."
    ),
    otherwise=_(
        "Until %(date)s there is a sealed copy, so that it can be undone if it was a mistake. Tell us if it was."
    ),
    promises=("P27", "P34"),
)
sentence(
    "dsar.erased-trace",
    place=_LETTER,
    text=_(
        "We also keep, for %(period)s, that a request was made and how it was answered, without your address, to show "
        "that the law was followed. Your address is removed now that this mail has left; if you have another open "
        "request, when that is answered."
    ),
    otherwise=_(
        "It is noted that a request was made and how it was answered, to show that the law was followed. The privacy "
        "policy says for how long."
    ),
    promises=("P26", "P27", "P34"),
    period_of="dsar.case",
)
sentence(
    "dsar.marketing-stops",
    place=_LETTER,
    text=_("You can say no to direct marketing at any time, whatever you have asked for here. Then we stop."),
    otherwise=_("You can say no to direct marketing at any time, whatever you have asked for here."),
    promises=KEEPS[Right.OBJECTION],
)
sentence(
    "dsar.no-automated-decision",
    place=_("a person's copy"),
    text=_("No decision about you is made by a machine alone (GDPR Art. 22)."),
    otherwise=_("You have the right to refuse decisions that a machine makes alone (GDPR Art. 22)."),
    promises=KEEPS[Right.AUTOMATED],
)
sentence(
    "dsar.only-after-yes",
    place=_("a person's copy"),
    text=_("Those that measure or show advertising do so only if you said yes in your browser."),
    promises=("P7",),
)
sentence(
    "dsar.in-short",
    place=_("privacy policy, in short"),
    text=_("You can see, correct, delete or take with you what is held about you. An e-mail address is enough."),
    otherwise=_("You can ask to see, correct, delete or take with you what is held about you."),
    promises=("P30", "P32", "P34", "P37"),
)

sentence(
    "dsar.mandate-first",
    place=_FORM,
    text=_(
        "A case worker looks at the mandate first. If it is accepted, we write to whom it is for, who can say no; "
        "until then nothing is handed out or erased."
    ),
    otherwise=_("The request goes to a case worker, together with the mandate."),
    promises=("P32", "P34", "P41"),
)
sentence(
    "dsar.identity-kept",
    place=_PORTAL,
    text=_(
        "We keep the name and when you proved it for %(period)s, so that a case worker can compare it. Your national "
        "identity number is not asked for, and not kept."
    ),
    otherwise=_("A case worker compares the name. The privacy policy says how long it is kept."),
    promises=("P13", "P26", "P27"),
    period_of="dsar.unverified",
)

sentence(
    "dsar.only-stored",
    place=_LETTER,
    text=_("We only store it. Before we use it again, we tell you."),
    otherwise=_("By law it may only be stored, and you must be told before it is used again."),
    promises=("P35",),
)

sentence(
    "dsar.disputed-stored",
    place=_PORTAL,
    text=_("Until a case worker has decided, we store these values without using them."),
    otherwise=_("By law these values may only be stored until it is decided."),
    promises=("P35",),
)
