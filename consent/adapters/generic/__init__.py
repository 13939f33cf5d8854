"""A vendor without an adapter of its own: the register gives its script's address, attributes and stopping call."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from consent.adapters.adapter import Adapter, adapters

KEY = "generic"

adapters.add(
    KEY,
    Adapter(
        name=_("Another vendor: the address of its script below"),
        script=Path(__file__).with_name("generic.js"),
        starts=("load the address with its attributes",),
        stops=("the call of the register with its arguments",),
    ),
)
