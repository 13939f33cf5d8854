"""The mail to staff about what came in."""

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from privacy.conf import privacy_settings
from privacy.letters.mail import AutomaticMail
from privacy.staff.dashboard import DashboardItem


def digest(address: str, lines: Sequence[DashboardItem]) -> AutomaticMail:
    """Return the mail with a line and a link for each thing that came in, in the active language."""
    base_url = privacy_settings().base_url
    context = {
        "lines": [(line.text, f"{base_url}{line.url}", line.note) for line in lines],
        "preferences": f"{base_url}{reverse('admin:privacy_staffpreference_changelist')}",
    }
    subject = ngettext("%(count)d thing came in", "%(count)d things came in", len(lines)) % {"count": len(lines)}
    if len(lines) == 1:
        subject = lines[0].text
    text = render_to_string("admin/privacy/staffpreference/digest.txt", context)
    return AutomaticMail(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
