"""Google Ads with Consent Mode v2, basic: no tag is loaded before a grant."""

import re
from pathlib import Path

from consent.adapters.adapter import Adapter, adapters

adapters.add(
    "google-ads",
    Adapter(
        name="Google Ads",
        script=Path(__file__).with_name("google-ads.js"),
        site_id=re.compile(r"AW-[0-9]{3,12}"),
        example="AW-1234567",
        hosts={
            "script": ("https://www.googletagmanager.com", "https://googleads.g.doubleclick.net"),
            "connect": (
                "https://www.google.com",
                "https://googleads.g.doubleclick.net",
                "https://www.googleadservices.com",
            ),
            "img": (
                "https://www.google.com",
                "https://www.google.no",
                "https://googleads.g.doubleclick.net",
                "https://www.googleadservices.com",
            ),
            "frame": ("https://td.doubleclick.net",),
        },
        starts=(
            "gtag(consent, default, denied)",
            "gtag(set, ads_data_redaction)",
            "gtag(consent, update, granted)",
            "gtag(js)",
            "gtag(config)",
            "load googletagmanager",
        ),
        stops=("gtag(consent, update, denied)",),
        sources=("https://developers.google.com/tag-platform/security/guides/consent",),
    ),
)
