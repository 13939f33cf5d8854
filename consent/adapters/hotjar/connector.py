"""Hotjar's interface for people: look up an address, and have everything about it deleted.

Credentials of an organisation, which its owner makes under Settings, API. Hotjar mails the result of a look-up to the
owner, so there is no export by program. https://help.hotjar.com/hc/en-us/articles/36820005914001-Hotjar-API-Reference
"""

from urllib.parse import quote, urljoin

from consent.conf import consent_settings
from privacy.notices.calling import Reply, call
from privacy.notices.connectors import Connector, Evidence, connectors
from privacy.notices.errors import TurnedDown


class Hotjar(Connector):
    """People are found by an address that was passed to it, or not at all."""

    vendor = "hotjar"

    def is_configured(self) -> bool:
        settings = consent_settings()
        return bool(settings.hotjar_client_id and settings.hotjar_client_secret and settings.hotjar_organisation)

    def search(self, address: str) -> list[str]:
        """Ask for a look-up; what was found is mailed to the organisation's owner, so the list is empty."""
        self._look_up(address, is_deletion=False)
        return []

    def erase(self, address: str) -> Evidence:
        """Have everything that Hotjar finds about an address deleted."""
        return f"look-up with deletion accepted: HTTP {self._look_up(address, is_deletion=True).status}"

    def _look_up(self, address: str, *, is_deletion: bool) -> Reply:
        settings = consent_settings()
        path = f"/v1/organizations/{quote(settings.hotjar_organisation, safe='')}/user-lookup"
        body = {"data_subject_email": address, "delete_all_hits": is_deletion}
        reply = call("POST", urljoin(settings.hotjar_url, path), body=body, token=self._token())
        if reply.status >= 400:
            raise TurnedDown(f"HTTP {reply.status}")
        return reply

    def _token(self) -> str:
        """Return an access token for one call; they last an hour, and are kept nowhere."""
        settings = consent_settings()
        form = {
            "grant_type": "client_credentials",
            "client_id": settings.hotjar_client_id,
            "client_secret": settings.hotjar_client_secret,
        }
        reply = call("POST", urljoin(settings.hotjar_url, "/v1/oauth/token"), form=form)
        token = (reply.body or {}).get("access_token", "")
        if not token:
            raise TurnedDown(f"HTTP {reply.status}")
        return str(token)


connectors.add(Hotjar.vendor, Hotjar())
