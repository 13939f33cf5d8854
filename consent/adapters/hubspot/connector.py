"""HubSpot's interface for contacts: search, export, correction, GDPR deletion and the subscriptions to mail.

A private app's token with ``crm.objects.contacts.read`` and ``.write``, and ``communication_preferences.read_write``.
https://developers.hubspot.com/docs/api-reference/crm-contacts-v3 and communication-preferences-v4
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urljoin

from consent.conf import consent_settings
from privacy.notices.calling import Reply, call
from privacy.notices.connectors import Connector, Evidence, connectors
from privacy.notices.errors import NotOffered

_CONTACTS = "/crm/v3/objects/contacts"
_SUBSCRIPTIONS = "/communication-preferences/v4/statuses"
_MOST = 100


class HubSpot(Connector):
    """Contacts are found by their address."""

    vendor = "hubspot"
    properties = {"email": "email", "phone": "phone", "company": "company"}

    def is_configured(self) -> bool:
        return bool(consent_settings().hubspot_token)

    def search(self, address: str) -> list[str]:
        """Return the ids of the contacts with this address."""
        filters = [{"propertyName": "email", "operator": "EQ", "value": address}]
        body = {"filterGroups": [{"filters": filters}], "properties": ["email"], "limit": _MOST}
        found = self._call("POST", f"{_CONTACTS}/search", body=body)
        return [str(contact["id"]) for contact in (found.body or {}).get("results", [])]

    def export(self, address: str) -> Mapping[str, Any]:
        """Return every contact with its properties, and the subscriptions."""
        contacts = [
            (self._call("GET", f"{_CONTACTS}/{quote(pk, safe='')}").body or {}).get("properties", {})
            for pk in self.search(address)
        ]
        return {"contacts": contacts, "subscriptions": self.subscriptions(address)}

    def subscriptions(self, address: str) -> list[Mapping[str, Any]]:
        """Return the state of each subscription to mail."""
        statuses = self._call("GET", f"{_SUBSCRIPTIONS}/{quote(address, safe='')}?channel=EMAIL")
        return [
            {"name": row.get("subscriptionName"), "status": row.get("status"), "at": row.get("timestamp")}
            for row in (statuses.body or {}).get("results", [])
        ]

    def erase(self, address: str) -> Evidence:
        """Delete the contacts for good (GDPR delete).

        Only those that are there: an address that HubSpot does not know would be put on a list of its own.
        """
        ids = self.search(address)
        statuses = [self._call("POST", f"{_CONTACTS}/gdpr-delete", body={"objectId": pk}).status for pk in ids]
        if not ids:
            return "no contact with this address"
        return "; ".join(f"contact {pk}: HTTP {status}" for pk, status in zip(ids, statuses, strict=True))

    def correct(self, address: str, values: Mapping[str, str]) -> Evidence:
        """Change the properties that HubSpot has a name for; raises ``NotOffered`` for any other value."""
        if not values or not set(values) <= set(self.properties):
            raise NotOffered
        ids = self.search(address)
        body = {"properties": {self.properties[name]: value for name, value in values.items()}}
        for pk in ids:
            self._call("PATCH", f"{_CONTACTS}/{quote(pk, safe='')}", body=body)
        return f"contacts changed: {', '.join(ids)}" if ids else "no contact with this address"

    def restrict(self, address: str) -> Evidence:
        """Unsubscribe from every mail; what else is done with a contact is switched off by hand there."""
        if not self.search(address):
            return "no contact with this address"
        path = f"{_SUBSCRIPTIONS}/{quote(address, safe='')}/unsubscribe-all?channel=EMAIL"
        return f"unsubscribed from everything: HTTP {self._call('POST', path).status}"

    def _call(self, method: str, path: str, body: Any = None) -> Reply:
        settings = consent_settings()
        return call(method, urljoin(settings.hubspot_url, path), body=body, token=settings.hubspot_token)


connectors.add(HubSpot.vendor, HubSpot())
