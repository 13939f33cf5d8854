"""Texts about the rights for the portal and the policy."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dsar.cases.enums import Right


@dataclass(frozen=True, kw_only=True)
class RightText:
    """Texts about a right: its content, the label of its button and the article of the law.

    They promise nothing: what happens with a request is in ``dsar.cases.sentences``.
    """

    text: str | Promise
    button: str | Promise
    law: str | Promise


RIGHT_TEXTS: Mapping[Right, RightText] = {
    Right.INFORMATION: RightText(
        text=_("Learn why we use your data, how long we keep it, who receives it and where it came from."),
        button=_("Ask for more information"),
        law=_("GDPR Art. 15(1)"),
    ),
    Right.ACCESS: RightText(
        text=_("Get everything we hold about you, in a form you can read and a form that machines can read."),
        button=_("Ask for a copy"),
        law=_("GDPR Art. 15"),
    ),
    Right.RECTIFICATION: RightText(
        text=_("Have data that is wrong corrected, and data that is missing added."),
        button=_("Ask us to correct"),
        law=_("GDPR Art. 16"),
    ),
    Right.ERASURE: RightText(
        text=_(
            "Have your data erased: when we no longer need it, when you withdraw a consent, when you object, or "
            "when we should not have had it."
        ),
        button=_("Ask us to erase"),
        law=_("GDPR Art. 17"),
    ),
    Right.RESTRICTION: RightText(
        text=_("Have us store your data without using it, for example while we check whether it is correct."),
        button=_("Ask us to limit the use"),
        law=_("GDPR Art. 18"),
    ),
    Right.PORTABILITY: RightText(
        text=_("Get what you gave us in a machine-readable form, or have it sent to another company."),
        button=_("Ask for your data to take along"),
        law=_("GDPR Art. 20"),
    ),
    Right.AUTOMATED: RightText(
        text=_(
            "Not be subject to decisions that a machine makes alone, profiling included. If you think we made one, "
            "ask us to look at it."
        ),
        button=_("Ask a person to decide"),
        law=_("GDPR Art. 22"),
    ),
    Right.WITHDRAWAL: RightText(
        text=_("Take back a yes you have given. What was done before stays lawful."),
        button=_("Withdraw a consent"),
        law=_("GDPR Art. 7(3)"),
    ),
    Right.OBJECTION: RightText(
        text=_(
            "You can say no to direct marketing, and to profiling for it, at any time. You need not give a reason, and "
            "it cannot be refused."
        ),
        button=_("Say no to marketing"),
        law=_("GDPR Art. 21(2) and (3)"),
    ),
    Right.OTHER_USE: RightText(
        text=_("You can object to other use of your data that rests on our legitimate interest."),
        button=_("Object to other use"),
        law=_("GDPR Art. 21(1)"),
    ),
    Right.HUMAN: RightText(
        text=_("Not sure what to choose, or is something else on your mind? Write to us in your own words."),
        button=_("Ask a human"),
        law=_("GDPR Art. 12(2)"),
    ),
    Right.COMPLAINT: RightText(
        text=_(
            "Are you not content with how we use your data, or with an answer of ours? You can also go straight to the "
            "supervisory authority."
        ),
        button=_("Complain to us"),
        law=_("GDPR Art. 12(1) and 24"),
    ),
}
