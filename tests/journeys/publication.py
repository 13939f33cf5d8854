"""A new revision of a running site's register, without the promises of a whole company."""

from tests.live import LiveSite

# What ``publish`` does to the part of the register that consent owns, journal included; its promises are not asked.
_PUBLISH = """
from django.db import transaction
from django.utils import timezone
from consent.services.models import Service, StorageItem
from privacy.register.models import Revision
from privacy.policy import publishing; from privacy.register import operations as register
from privacy.register.frozen.register import serialize
{change}
latest = Revision.objects.newest_first().first()
content = latest.content | {{"consent": serialize(register.freeze(now=timezone.now()))["consent"]}}
texts = {{one.language: one.html for one in latest.texts.all()}}
with transaction.atomic():
    new = publishing._write(content, texts, register.digest(content), timezone.now())
print(new.number)
"""


def publish_with(site: LiveSite, change: str) -> int:
    """Change the draft (Python over ``Service`` and ``StorageItem``), publish it, and return the new number."""
    return int(site.manage("shell", "-c", _PUBLISH.format(change=change)).split()[-1])
