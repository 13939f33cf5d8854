"""Checks that a service of the draft register can be started and stopped as entered."""

import re
from typing import Protocol
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consent.adapters import generic
from consent.adapters.adapter import adapters

_ATTRIBUTE = re.compile(r"(?:data-[a-z0-9-]+|async|defer|crossorigin|integrity|referrerpolicy|id)")
_CALL = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*){0,3}", re.ASCII)
# Functions of the browser itself: none belongs to a vendor, and some run text as code.
_OF_THE_BROWSER = frozenset(
    [
        "alert",
        "close",
        "constructor",
        "customElements",
        "document",
        "eval",
        "fetch",
        "frames",
        "Function",
        "globalThis",
        "history",
        "import",
        "localStorage",
        "location",
        "navigator",
        "open",
        "parent",
        "postMessage",
        "self",
        "sessionStorage",
        "setInterval",
        "setTimeout",
        "top",
        "window",
    ]
)


class Started(Protocol):
    """The fields of a service that say which adapter starts it, for which site."""

    @property
    def adapter(self) -> str: ...

    @property
    def site_id(self) -> str: ...


def is_startable(service: Started) -> bool:
    """Tell whether pages can start a service: it needs no adapter, or this version has it and it accepts the id."""
    adapter = adapters.get(service.adapter)
    return adapter.accepts(service.site_id) if adapter else not service.adapter


class Startable(Protocol):
    """The fields of a service that say how it is started and stopped."""

    adapter: str
    site_id: str
    script_url: str
    script_attributes: object
    stop_call: str
    stop_arguments: object
    hosts: dict[str, list[str]]


def check_start(service: Startable) -> None:
    """Raise ``ValidationError`` if the adapter is missing or incomplete; the site id may be entered later."""
    errors: dict[str, object] = {}
    if service.adapter and service.adapter not in adapters:
        errors["adapter"] = _("There is no such adapter: choose one of the list.")
    elif service.site_id and not (service.adapter and adapters[service.adapter].accepts(service.site_id)):
        example = adapters[service.adapter].example if service.adapter else ""
        errors["site_id"] = _("The vendor has no ids of this form (such as %(example)s).") % {"example": example or "–"}
    if service.adapter == generic.KEY:
        errors |= _generic(service)
    if errors:
        raise ValidationError(errors)


def _generic(service: Startable) -> dict[str, object]:
    errors: dict[str, object] = {}
    address = urlsplit(service.script_url)
    if address.scheme != "https" or not address.hostname:
        errors["script_url"] = _("Give the https address of the vendor's script.")
    attributes = service.script_attributes
    if not isinstance(attributes, dict) or not all(
        _ATTRIBUTE.fullmatch(str(name)) and isinstance(value, str) for name, value in attributes.items()
    ):
        errors["script_attributes"] = _("Only data-…, async, defer, id and the like, each with a text.")
    if service.stop_call and not is_vendor_call(service.stop_call):
        errors["stop_call"] = _("Name a function of the vendor, such as _paq.push; no code.")
    if not isinstance(service.stop_arguments, list):
        errors["stop_arguments"] = _("Give a list.")
    return errors


def is_vendor_call(name: str) -> bool:
    """Tell whether a dotted name can be a vendor's function: no code, and no function of the browser itself."""
    return bool(_CALL.fullmatch(name)) and _OF_THE_BROWSER.isdisjoint(name.split("."))


def origin_of(service: Startable) -> str:
    """Return the origin of the script that the register names; empty for a vendor with an adapter of its own."""
    address = urlsplit(service.script_url)
    return f"{address.scheme}://{address.netloc}" if service.adapter == generic.KEY and address.netloc else ""
