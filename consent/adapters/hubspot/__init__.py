"""HubSpot: counts visits and recognises a browser that filled in a form.

It stores no consent state of ours, so every page sends it again; its own banner is kept off.
"""

import re
from pathlib import Path

from consent.adapters.adapter import Adapter, adapters

adapters.add(
    "hubspot",
    Adapter(
        name="HubSpot",
        script=Path(__file__).with_name("hubspot.js"),
        site_id=re.compile(r"[0-9]{3,12}"),
        example="1234567",
        hosts={
            "script": (
                "https://js-eu1.hs-scripts.com",
                "https://js-eu1.hs-analytics.net",
                "https://js-eu1.hs-banner.com",
            ),
            "connect": ("https://js-eu1.hs-banner.com", "https://track-eu1.hubspot.com"),
            "img": ("https://track-eu1.hubspot.com",),
        },
        starts=("_hsq.push(doNotTrack, {track: true})", "_hsp.push(setHubSpotConsent)", "load hs-scripts"),
        stops=("_hsp.push(revokeCookieConsent)", "_hsq.push(doNotTrack)"),
        sources=("https://developers.hubspot.com/docs/api-reference/analytics-cookie-banner",),
    ),
)
