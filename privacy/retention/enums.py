"""Closed lists of choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionAction(models.TextChoices):
    """What happens when a rule's period is over; deletion unless a reason is named."""

    DELETE = "delete", _("delete the row")
    ANONYMISE = "anonymise", _("clear what points at a person, keep the rest")


class AnonymiseReason(models.TextChoices):
    """Why a row may stay without its person (LAW P27); there is no other reason."""

    STATISTICS = "statistics", _("figures over time (GDPR Art. 89)")
    BOOKKEEPING = "bookkeeping", _("a sum that the Bookkeeping Act requires (bokføringsloven § 13)")
    SAFETY = "safety", _("to find faults and misuse again (GDPR Art. 32)")


class RunState(models.TextChoices):
    """How far a retention run of one rule over one model has come."""

    PREVIEW = "preview", _("preview: nothing deleted, waits for the rule's approval")
    PREVIEWED = "previewed", _("preview: the rule was approved")
    STOPPED = "stopped", _("stopped: waits for an answer")
    APPROVED = "approved", _("approved: goes on with the next run")
    RUNNING = "running", _("running")
    INTERRUPTED = "interrupted", _("interrupted: the next run goes on")
    DONE = "done", _("finished")


class StopReason(models.TextChoices):
    """Why a run stopped and asks."""

    ROWS = "rows", _("more rows than the limit")
    PERCENT = "percent", _("a larger share of the table than the limit")
    CLOCK = "clock", _("the clock is far ahead of the last run")


class HoldReason(models.TextChoices):
    """Why something due stays for the time being (LAW D-37); there is no other reason."""

    LEGAL_CLAIM = "legal_claim", _("to establish or defend a legal claim (GDPR Art. 17(3)(e))")
    BOOKKEEPING = "bookkeeping", _("the Bookkeeping Act requires it (GDPR Art. 17(3)(b))")
    AUTHORITY = "authority", _("an authority has ordered it (GDPR Art. 17(3)(b))")
