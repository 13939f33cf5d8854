"""A vendor's adapter: the script that starts and stops it in a browser, and its facts for the register."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.functional import Promise

from consent.conf import consent_settings
from privacy.registry import Registry

_NUMBER = re.compile(r"[1-9]")


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """One vendor.

    ``script``: the file in the vendor's folder, served as ``/static/choice/SCRIPT``. ``site_id``: a regular expression
    that a whole site id must match; None where the vendor needs no id. ``example`` is such an id, for staff.
    ``hosts``: what pages may reach for it, by kind (script, connect, img, frame, font), where the register says
    nothing else. ``starts`` and ``stops``: the vendor's documented calls in the order in which the script makes them,
    after a grant and after a withdrawal. ``sources``: the vendor's pages that document them.
    """

    name: str | Promise
    script: Path
    site_id: re.Pattern[str] | None = None
    example: str = ""
    hosts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def static_path(self) -> str:
        """The script's name for Django's ``static`` tag."""
        return f"choice/{self.script.name}"

    def accepts(self, site_id: str) -> bool:
        """Tell whether a site id has the vendor's form; an adapter without ids accepts none.

        An id of zeros belongs to a local stand-in, and only a site with stand-ins accepts it.
        """
        # A database of a development site in production must not start the vendors that it only pretended to have.
        if site_id and not _NUMBER.search(site_id) and not consent_settings().stand_ins:
            return False
        return bool(self.site_id and self.site_id.fullmatch(site_id)) if site_id else self.site_id is None


adapters: Registry[str, Adapter] = Registry("vendor adapter")


def choices() -> list[tuple[str, str]]:
    """Offer every adapter by its key."""
    return [(key, str(adapter.name)) for key, adapter in adapters.items()]
