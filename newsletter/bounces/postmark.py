"""Postmark's list of suppressions (https://postmarkapp.com/developer/api/suppressions-api)."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from newsletter.bounces.blocked_lists import Blocked, registry
from newsletter.bounces.enums import EventKind
from newsletter.bounces.errors import ProviderAway
from newsletter.conf import newsletter_settings

_PATIENCE = 60
_LARGEST = 200_000_000
_KINDS = {
    "HardBounce": EventKind.HARD,
    "SpamComplaint": EventKind.COMPLAINT,
    "ManualSuppression": EventKind.LEFT,
}


@registry.register("postmark")
class PostmarkSuppressions:
    """The suppressions of one message stream of one server."""

    def blocked(self) -> Iterator[Blocked]:
        """Yield every address on the list."""
        answer = self._call("GET", "dump")
        try:
            for row in answer["Suppressions"]:
                yield Blocked(
                    address=str(row["EmailAddress"]),
                    # A reason that is new to us blocks too.
                    kind=_KINDS.get(row["SuppressionReason"], EventKind.LEFT),
                    blocked_at=datetime.fromisoformat(row["CreatedAt"]),
                )
        except (KeyError, TypeError, ValueError) as error:
            raise ProviderAway from error

    def unblock(self, address: str) -> None:
        """Take an address off the list. One that complained stays on it, which the provider says."""
        answer = self._call("POST", "delete", {"Suppressions": [{"EmailAddress": address}]})
        statuses = {str(row.get("Status")) for row in answer.get("Suppressions", ())}
        if statuses != {"Deleted"}:
            raise ProviderAway

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        site = newsletter_settings()
        stream = quote(site.provider_stream, safe="")
        url = f"{site.provider_url.rstrip('/')}/message-streams/{stream}/suppressions/{path}"
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "X-Postmark-Server-Token": site.provider_token,
        }
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - an address of the operator's
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
                return json.loads(answer.read(_LARGEST))
        except (OSError, urllib.error.URLError, ValueError) as error:
            # Without the cause's text: it may quote the request.
            raise ProviderAway from error
