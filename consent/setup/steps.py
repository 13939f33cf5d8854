"""The steps of the setup assistant, in their order."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consent.setup.queries import done_steps
from privacy.registry import NotRegistered, Registry


@dataclass(frozen=True, kw_only=True)
class Step:
    """A page of the assistant: what it is called, and why it asks."""

    key: str
    title: str | Promise
    lead: str | Promise

    @property
    def url(self) -> str:
        return reverse("admin:privacy_setup_step", kwargs={"step": self.key})


@dataclass(frozen=True, kw_only=True)
class StepState:
    """A step on the way: its number, whether it needs nothing more, and whether it is the page that is open."""

    step: Step
    number: int
    is_done: bool
    is_current: bool = False


steps: Registry[str, Step] = Registry("step of the setup assistant")


def _add(key: str, title: Promise, lead: Promise) -> None:
    steps.add(key, Step(key=key, title=title, lead=lead))


_add(
    "who",
    _("Who you are"),
    _("Your policy must say who decides over the data, and how people reach you."),
)
_add(
    "country",
    _("Country and languages"),
    _("Your country decides which authority people can complain to, and which law applies beside the GDPR."),
)
_add(
    "site",
    _("What you do"),
    _("What you collect data for. What every website does is there already: showing pages, answering people, cookies."),
)
_add(
    "vendors",
    _("Suppliers"),
    _("Tick those you use. Their facts and cookies are filled in from the catalogue, with the day they were noted."),
)
_add(
    "cookies",
    _("Your old cookie list"),
    _("If you have a policy or a table of cookies already, bring it. If not, go on."),
)
_add(
    "facts",
    _("What only you know"),
    _("Nobody has documented these facts for you, so nothing is guessed. You find them in your agreement or account."),
)
_add(
    "text",
    _("The text"),
    _("The policy is written for you from what you have entered. Read it, and change what is not true of you."),
)
_add(
    "check",
    _("Check and publish"),
    _("What is missing before you can publish, each with the page where you put it right."),
)


def states(current: str = "") -> list[StepState]:
    """Return every step with its state."""
    done = done_steps()
    return [
        StepState(step=step, number=number, is_done=key in done, is_current=key == current)
        for number, (key, step) in enumerate(steps.items(), start=1)
    ]


def first_open() -> Step:
    """Return the first step that needs something, or the last one."""
    return next((state.step for state in states() if not state.is_done), steps["check"])


def neighbour(key: str, distance: int) -> Step | None:
    """Return the step before (-1) or after (1) another; None at the ends. Raises ``NotRegistered``."""
    keys = list(steps)
    if key not in keys:
        raise NotRegistered(key)
    place = keys.index(key) + distance
    return steps[keys[place]] if 0 <= place < len(keys) else None
