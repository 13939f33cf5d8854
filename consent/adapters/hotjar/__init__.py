"""Hotjar, now Contentsquare: clicks, scrolling and recordings of visits.

It documents no call that gives consent, so its script is not loaded before a grant.
"""

import re
from pathlib import Path

from consent.adapters.adapter import Adapter, adapters

adapters.add(
    "hotjar",
    Adapter(
        name="Hotjar",
        script=Path(__file__).with_name("hotjar.js"),
        site_id=re.compile(r"[0-9]{3,12}"),
        example="7654321",
        hosts={
            "script": ("https://static.hotjar.com", "https://script.hotjar.com"),
            "connect": ("https://*.hotjar.com", "https://*.hotjar.io", "wss://*.hotjar.com"),
            "img": ("https://*.hotjar.com",),
            "font": ("https://script.hotjar.com",),
        },
        starts=("load static.hotjar.com",),
        stops=("_uxa.push(optout)",),
        sources=("https://docs.contentsquare.com/en/web/privacy/",),
    ),
)
