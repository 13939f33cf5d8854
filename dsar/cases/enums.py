"""Choices of the fields of requests and jobs."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from privacy.inventory.enums import StopCause


class Right(models.TextChoices):
    """The rights of a person, from the policy (LAW P30-P38) and GDPR Art. 7(3), 12-22."""

    INFORMATION = "information", _("More information")
    ACCESS = "access", _("A copy of your data")
    RECTIFICATION = "rectification", _("Correct your data")
    ERASURE = "erasure", _("Erase your data")
    RESTRICTION = "restriction", _("Limit how your data is used")
    PORTABILITY = "portability", _("Take your data with you")
    AUTOMATED = "automated", _("No automated decisions")
    WITHDRAWAL = "withdrawal", _("Withdraw a consent")
    OBJECTION = "objection", _("Object to marketing and profiling")
    OTHER_USE = "other_use", _("Object to other use of your data")
    HUMAN = "human", _("Something else")
    COMPLAINT = "complaint", _("Complain to us")

    @property
    def in_sentence(self) -> str:
        """Return what is asked for, as it stands after "you asked for"."""
        return str(_ASKED_FOR[self])

    @property
    def for_somebody_else(self) -> str:
        """Return the label for who asks for somebody else."""
        return str(_FOR_SOMEBODY_ELSE.get(self, self.label))

    @property
    def is_executed(self) -> bool:
        """Tell whether a job carries out the request after approval; staff answer the others by hand."""
        return self in (Right.INFORMATION, Right.ACCESS, Right.PORTABILITY, Right.ERASURE)

    @property
    def stop_cause(self) -> StopCause | None:
        """Return the cause for which confirming the request ends a use at once; None for the other rights."""
        return _STOP_CAUSES.get(self)

    @property
    def holds_back_deletion(self) -> bool:
        """Tell whether nothing about the person is deleted by time until the request is answered (LAW D-20).

        A request in the person's own words counts: it may ask for anything.
        """
        return self not in (Right.ERASURE, Right.WITHDRAWAL)

    @property
    def takes_message(self) -> bool:
        """Tell whether the form has an optional message; it is never required (LAW D-02)."""
        return self in _WITH_MESSAGE


_ASKED_FOR = {
    Right.INFORMATION: pgettext_lazy("asked for", "information about how your data is used"),
    Right.ACCESS: pgettext_lazy("asked for", "a copy of your data"),
    Right.RECTIFICATION: pgettext_lazy("asked for", "correction of your data"),
    Right.ERASURE: pgettext_lazy("asked for", "erasure of your data"),
    Right.RESTRICTION: pgettext_lazy("asked for", "a limit on how your data is used"),
    Right.PORTABILITY: pgettext_lazy("asked for", "your data to take with you"),
    Right.AUTOMATED: pgettext_lazy("asked for", "no automated decisions"),
    Right.WITHDRAWAL: pgettext_lazy("asked for", "withdrawal of a consent"),
    Right.OBJECTION: pgettext_lazy("asked for", "an end to marketing and profiling"),
    Right.OTHER_USE: pgettext_lazy("asked for", "an end to other use of your data"),
    Right.HUMAN: pgettext_lazy("asked for", "an answer from a person"),
    Right.COMPLAINT: pgettext_lazy("asked for", "an answer to a complaint"),
}
_FOR_SOMEBODY_ELSE = {
    Right.ACCESS: pgettext_lazy("for somebody else", "A copy of their data"),
    Right.RECTIFICATION: pgettext_lazy("for somebody else", "Correct their data"),
    Right.ERASURE: pgettext_lazy("for somebody else", "Erase their data"),
    Right.RESTRICTION: pgettext_lazy("for somebody else", "Limit how their data is used"),
    Right.PORTABILITY: pgettext_lazy("for somebody else", "Their data to take with them"),
    Right.OTHER_USE: pgettext_lazy("for somebody else", "Object to other use of their data"),
}
_STOP_CAUSES = {Right.OBJECTION: StopCause.OBJECTION, Right.WITHDRAWAL: StopCause.WITHDRAWAL}
_WITH_MESSAGE = frozenset(
    {
        Right.RECTIFICATION,
        Right.RESTRICTION,
        Right.PORTABILITY,
        Right.AUTOMATED,
        Right.OBJECTION,
        Right.OTHER_USE,
        Right.HUMAN,
        Right.COMPLAINT,
    }
)


class Channel(models.TextChoices):
    """How a request came; each counts as much as the form of the site (LAW D-02, X-16)."""

    FORM = "form", pgettext_lazy("channel", "the form of the site")
    MAIL = "mail", pgettext_lazy("channel", "mail")
    LETTER = "letter", pgettext_lazy("channel", "letter")
    TELEPHONE = "telephone", pgettext_lazy("channel", "telephone")
    VISIT = "visit", pgettext_lazy("channel", "visit")


class State(models.TextChoices):
    """The legal state of a request. The progress of the work is the state of its job.

    An extended or reopened request is still open: that it was is in ``extended_at`` and ``reopened_at``.
    """

    UNVERIFIED = "unverified", _("not confirmed yet")
    ENTERED = "entered", _("taken in, and not known from whom yet")
    OPEN = "open", _("received")
    IDENTITY = "identity", _("we have asked who you are")
    WORKING = "working", _("approved, being carried out")
    DONE = "done", _("answered")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn by you")
    JOINED = "joined", _("part of your other request")
    DISOWNED = "disowned", _("closed: it was not you")


# The trigger ``dsar_case_transitions`` refuses every other change.
TRANSITIONS: Mapping[State, frozenset[State]] = {
    # What a representative confirmed is entered: staff look at the mandate before it is opened.
    State.UNVERIFIED: frozenset({State.OPEN, State.JOINED, State.DISOWNED, State.ENTERED}),
    # Taken in by staff: it waits in the queue, because nobody may lose a letter that no link confirms (LAW X-16).
    State.ENTERED: frozenset({State.OPEN, State.JOINED, State.REFUSED, State.DISOWNED}),
    State.OPEN: frozenset({State.IDENTITY, State.WORKING, State.DONE, State.REFUSED, State.WITHDRAWN, State.DISOWNED}),
    State.IDENTITY: frozenset({State.OPEN, State.REFUSED, State.WITHDRAWN, State.DISOWNED}),
    State.WORKING: frozenset({State.DONE, State.OPEN, State.WITHDRAWN, State.DISOWNED}),
    State.DONE: frozenset({State.OPEN, State.DISOWNED}),
    State.REFUSED: frozenset({State.OPEN}),
    State.WITHDRAWN: frozenset(),
    State.JOINED: frozenset(),
    State.DISOWNED: frozenset(),
}
UNCONFIRMED = (State.UNVERIFIED, State.ENTERED)
UNANSWERED = (State.ENTERED, State.OPEN, State.IDENTITY, State.WORKING)
CLOSED = (State.DONE, State.REFUSED, State.WITHDRAWN, State.JOINED, State.DISOWNED)


class EventKind(models.TextChoices):
    """Events in a request's history, which the person sees on the request's page."""

    ASKED = "asked", _("You asked")
    CONFIRMED = "confirmed", _("You confirmed that the address is yours")
    ADDED = "added", _("You asked again; we read the two together")
    USE_STOPPED = "use_stopped", _("The use stopped")
    PREVIEWED = "previewed", _("A case worker looked at what we hold about you")
    APPROVED = "approved", _("Approved; the work has started")
    EXTENDED = "extended", _("We need more time")
    PROPOSED = "proposed", _("A colleague must check the answer")
    READY = "ready", _("Your file is ready")
    DOWNLOADED = "downloaded", _("The file was downloaded")
    ERASED = "erased", _("Your data was erased")
    ANSWERED = "answered", _("We answered")
    DISPUTED = "disputed", _("You said what is wrong")
    CORRECTED = "corrected", _("We corrected it")
    RESTRICTED = "restricted", _("Your data is only stored")
    LIFT_ANNOUNCED = "lift_announced", _("We told you that the data will be used again")
    LIFTED = "lifted", _("The data is used again")
    REFUSED = "refused", _("We refused, with reasons")
    WITHDRAWN = "withdrawn", _("You withdrew the request")
    LEFT_OUT = "left_out", _("One kind of data could not be read; the file says which, and why")
    STOPPED = "stopped", _("The work stopped; a case worker takes over")
    CALLED_OFF = "called_off", _("The approval was taken back before anything was erased")
    CHANGED = "changed", _("Something new came in after the approval; a case worker looks again")
    IDENTITY_ASKED = "identity_asked", _("We asked who you are; the clock stands still until you answer")
    IDENTITY_GIVEN = "identity_given", _("You answered; the clock goes on")
    UNDONE = "undone", _("The erasure was a mistake and was undone; what was erased is back")
    REOPENED = "reopened", _("We opened the request again")
    PASSED_ON = "passed_on", _("We passed it on to the organisation that decides over your data")
    ADDRESS_ADDED = "address_added", _("You asked with another address too")
    VISITED = "visited", _("This page was opened with a link from a mail")
    CODE_SENT = "code_sent", _("A code for the file was asked for")
    WROTE = "wrote", _("You wrote to us")
    REPLIED = "replied", _("We wrote to you")
    DISOWNED = "disowned", _("The owner of the address said that it was somebody else who asked")
    ASKED_FOR = "asked_for", _("Somebody asked in your name; the mandate is to be examined first")
    TAKEN_IN = "taken_in", _("A case worker wrote down what you asked for")
    IDENTITY_SEEN = "identity_seen", _("A case worker has seen that it is you")
    IDENTITY_PROVEN = "identity_proven", _("You proved who you are")
    POSTED = "posted", _("A letter was sent to you by post")
    FURTHER = "further", _("You wrote again about the same")
    QUESTIONS = "questions", _("Your questions were listed")
    MANDATE_SEEN = "mandate_seen", _("A case worker has looked at the mandate of who acts for you")
    BROWSER_ADDED = "browser_added", _("What your browser leads to was added to the request")
    ADDRESS_PROVEN = "address_proven", _("Another address of yours confirmed the request")
    NOTED = "noted", _("Note")


class SeenBy(models.TextChoices):
    """How staff saw who somebody is. Nothing of it is stored but the way, and the reason in words (LAW D-08)."""

    CALLED_BACK = "called_back", _("we called back a number that we had before")
    WROTE_FROM = "wrote_from", _("we wrote to a postal address that we had before, and got an answer")
    ANSWERED = "answered", _("answered what only they and we know")
    KNOWN = "known", _("one of us knows the person")
    SHOWN = "shown", _("showed us a document, which we looked at and did not keep")


class JobKind(models.TextChoices):
    EXPORT = "export", _("make the file")
    ERASURE = "erasure", _("erase")


class JobState(models.TextChoices):
    DUE = "due", _("to be done")
    WAITING = "waiting", _("waits for a legal hold to end")
    DONE = "done", _("done")
    FAILED = "failed", _("given up")
    CANCELLED = "cancelled", _("called off before it began")


class Step(models.TextChoices):
    """The next step of a job. A step commits together with the move to the following step."""

    PLAN = "plan", _("find what is held")
    CARRY_OUT = "carry_out", _("carry out")
    CHECK = "check", _("search again")
    TELL = "tell", _("tell the person")


class Ground(models.TextChoices):
    """The only grounds on which a request may be refused (LAW D-05, D-07, D-23, D-36)."""

    UNIDENTIFIED = "unidentified", _("we cannot tell which data is yours (GDPR Art. 11(2), 12(2))")
    UNFOUNDED = "unfounded", _("manifestly unfounded (GDPR Art. 12(5))")
    EXCESSIVE = "excessive", _("excessive (GDPR Art. 12(5))")
    OTHERS = "others", _("the rights of others (GDPR Art. 15(4), 20(4))")
    ACCURATE = "accurate", _("the data is accurate (GDPR Art. 16)")
    NO_GROUND = "no_ground", _("none of the conditions for this right is met (GDPR Art. 17(1), 18(1), 20(1), 22(1))")
    EXPRESSION = "expression", _("freedom of expression (GDPR Art. 17(3)(a))")
    OBLIGATION = "obligation", _("the law requires that we keep it (GDPR Art. 17(3)(b))")
    HEALTH = "health", _("public health (GDPR Art. 17(3)(c))")
    ARCHIVES = "archives", _("archiving, research or statistics (GDPR Art. 17(3)(d))")
    CLAIMS = "claims", _("a legal claim (GDPR Art. 17(3)(e), 21(1))")
    COMPELLING = "compelling", _("compelling legitimate grounds (GDPR Art. 21(1))")
    NO_SECURITY = "no_16a", _("national security (Personal Data Act § 16 a)")
    NO_CRIME = "no_16b", _("investigation of crime (Personal Data Act § 16 b)")
    NO_PATIENT = "no_16c", _("your own health (Personal Data Act § 16 c)")
    NO_SECRECY = "no_16d", _("a statutory duty of secrecy (Personal Data Act § 16 d)")
    NO_INTERNAL = "no_16e", _("a text for internal preparation only, as far as necessary (Personal Data Act § 16 e)")
    NO_INTERESTS = "no_16f", _("overriding private or public interests (Personal Data Act § 16 f)")
    NO_RESEARCH = "no_17", _("archiving or research (Personal Data Act § 17)")

    @property
    def is_norwegian(self) -> bool:
        """Tell whether the ground is in the Norwegian Personal Data Act, not in the GDPR itself."""
        return self in (*_NORWEGIAN, *_RESEARCH)


_ANY = (Ground.UNIDENTIFIED, Ground.UNFOUNDED, Ground.EXCESSIVE)
_NORWEGIAN = (
    Ground.NO_SECURITY,
    Ground.NO_CRIME,
    Ground.NO_PATIENT,
    Ground.NO_SECRECY,
    Ground.NO_INTERNAL,
    Ground.NO_INTERESTS,
)
_RESEARCH = (Ground.NO_RESEARCH,)
GROUNDS: Mapping[Right, tuple[Ground, ...]] = {
    Right.INFORMATION: (*_ANY, *_NORWEGIAN, *_RESEARCH),
    Right.ACCESS: (*_ANY, Ground.OTHERS, *_NORWEGIAN, *_RESEARCH),
    Right.RECTIFICATION: (*_ANY, Ground.ACCURATE, *_RESEARCH),
    Right.ERASURE: (
        *_ANY,
        Ground.NO_GROUND,
        Ground.EXPRESSION,
        Ground.OBLIGATION,
        Ground.HEALTH,
        Ground.ARCHIVES,
        Ground.CLAIMS,
    ),
    Right.RESTRICTION: (*_ANY, Ground.NO_GROUND, *_RESEARCH),
    Right.PORTABILITY: (*_ANY, Ground.NO_GROUND, Ground.OTHERS),
    Right.AUTOMATED: (*_ANY, Ground.NO_GROUND),
    # Nobody may refuse these (GDPR Art. 7(3), 21(3)).
    Right.WITHDRAWAL: (),
    Right.OBJECTION: (),
    Right.OTHER_USE: (*_ANY, Ground.COMPELLING, Ground.CLAIMS),
    # A question is answered; in its own words it may also be a request that nobody may refuse.
    Right.HUMAN: (),
    Right.COMPLAINT: (),
}


def grounds_for(right: Right) -> tuple[Ground, ...]:
    """Return the grounds on which a request under ``right`` may be refused; none for what cannot be refused.

    The form, the operation and the constraint ``case_ground_belongs_to_right`` all read this table.
    """
    return GROUNDS[right]
