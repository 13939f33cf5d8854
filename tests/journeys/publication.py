"""A new revision of a running site's register, without the promises of a whole company."""

from tests.live import LiveSite

# What ``publish`` does to the part of the register that consent owns.
_PUBLISH = """
from django.utils import timezone
from consent.models import Service, StorageItem
from consent.register_section import freeze
from privacy.models import Revision, RevisionText
{change}
latest = Revision.objects.newest_first().first()
content = latest.content | {{"consent": freeze()}}
new = Revision.objects.create(
    number=latest.number + 1, published_at=timezone.now(), content=content, sha256=f"{{latest.number + 1:064d}}"
)
for one in latest.texts.all():
    RevisionText.objects.create(revision=new, language=one.language, html=one.html, sha256=one.sha256)
print(new.number)
"""


def publish_with(site: LiveSite, change: str) -> int:
    """Change the draft (Python over ``Service`` and ``StorageItem``), publish it, and return the new number."""
    return int(site.manage("shell", "-c", _PUBLISH.format(change=change)).split()[-1])
