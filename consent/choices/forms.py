"""Parsing of the submitted choice."""

from dataclasses import dataclass, replace

from django.http import QueryDict

from consent.choices.enums import Control, Surface
from consent.gate.offer import Offer

_LONGEST_WAY_BACK = 500


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """A submitted choice.

    ``choice`` is all, none or some; ``grant`` is repeated for each ticked category.
    ``is_about_changes``: the answer concerns the changes since an earlier choice, whose other grants stay valid.
    ``service``: the service at whose embedded content the category was consented to.
    """

    control: Control
    granted: frozenset[str]
    surface: Surface
    way_back: str
    is_about_changes: bool = False
    service: str = ""

    def grants_beyond(self, granted: frozenset[str]) -> bool:
        """Tell whether this is more than taking something back of what was ``granted`` before."""
        adds_to_it = self.is_about_changes or bool(self.service)
        return bool(self.granted) and (adds_to_it or not self.granted < granted)

    def without_new(self, granted: frozenset[str]) -> "Pressed | None":
        """Return what this takes back of what was ``granted`` before; None if that is nothing."""
        if self.is_about_changes or self.service or granted <= self.granted:
            return None
        left = self.granted & granted
        return replace(self, granted=left, control=Control.SOME if left else Control.NONE)


def read(offer: Offer, data: QueryDict) -> Pressed | None:
    """Return the submitted choice, or None if it is not a valid choice among the offered categories.

    Where nothing is offered, an earlier consent can still be taken back.
    """
    control, surface = data.get("choice", ""), data.get("surface") or Surface.PAGE.value
    offered = frozenset(category.value for category in offer.categories)
    ticked = frozenset(data.getlist("grant"))
    if control not in Control.values or surface not in Surface.values or not ticked <= offered:
        return None
    if (control == Control.NONE and ticked) or (control != Control.NONE and not offered):
        return None
    service = data.get("service", "") if surface == Surface.INLINE else ""
    if surface == Surface.INLINE and (control != Control.SOME or (service, ticked) not in _asked_inline(offer)):
        return None
    way_back = data.get("next", "")
    return Pressed(
        control=Control(control),
        granted=offered if control == Control.ALL else ticked,
        surface=Surface(surface),
        way_back=way_back if len(way_back) <= _LONGEST_WAY_BACK else "",
        is_about_changes=surface == Surface.BANNER and "changes" in data,
        service=service,
    )


def _asked_inline(offer: Offer) -> set[tuple[str, frozenset[str]]]:
    return {(service.key, frozenset({service.category})) for service in offer.services if service.is_running}
