"""Choices of the work that staff ask for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """How far a run is, or how it ended."""

    WAITING = "waiting", _("waits for the worker")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("did not come to an end")
    INTERRUPTED = "interrupted", _("interrupted: the process was stopped")
