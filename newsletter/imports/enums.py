"""On what a list rests, how far its import is, and what becomes of each row."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """What staff say of the people in a file."""

    CONFIRMED = "confirmed", _("They have said yes and confirmed it by mail; the file says when")
    ASK = "ask", _("Ask each of them by mail to confirm")
    SUPPRESS = "suppress", _("They are not to be written to: remember that, and nothing else")


class ImportState(models.TextChoices):
    """How far an import is."""

    READING = "reading", _("is being read")
    UNREADABLE = "unreadable", _("cannot be read")
    READY = "ready", _("waits for you to look at it")
    RUNNING = "running", _("is being taken over")
    INTERRUPTED = "interrupted", _("interrupted: what was taken over stands, and the rest waits for you to go on")
    DONE = "done", _("taken over")


class Fate(models.TextChoices):
    """What becomes of a row."""

    SUBSCRIBED = "subscribed", _("subscribed, with the evidence of the file")
    ASKED = "asked", _("asked by mail to confirm")
    SUPPRESSED = "suppressed", _("remembered as not to be written to")
    LEAVES = "leaves", _("subscribes here, and is unsubscribed because the file says so")
    KNOWN = "known", _("subscribes here already")
    WAITING = "waiting", _("has been asked here already")
    HAS_LEFT = "has_left", _("has left here: only they themselves can come back")
    DUPLICATE = "duplicate", _("stands in the file before")
    UNCONFIRMED = "unconfirmed", _("never confirmed, according to the file")
    NO_CONSENT = "no_consent", _("on the list without a consent, according to the file")
    NO_ADDRESS = "no_address", _("no address in the row")
    BAD_ADDRESS = "bad_address", _("no e-mail address that mail reaches")
    BAD_STATUS = "bad_status", _("a state that we do not know")
    SHORT_ROW = "short_row", _("more cells than the head has names, so nobody can tell which is which")


# What staff mend in the file; everything else is as it should be.
FAULTS = (Fate.NO_ADDRESS, Fate.BAD_ADDRESS, Fate.BAD_STATUS, Fate.SHORT_ROW)
# In which the row itself decides; the others are found by asking the database.
WRITTEN = (Fate.SUBSCRIBED, Fate.ASKED, Fate.SUPPRESSED, Fate.LEAVES)
