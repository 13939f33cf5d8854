"""Mail to staff about accounts."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.letters.mail import AutomaticMail
from privacy.staff_news.languages import language_of
from proviso_site.accounts.enums import NoticeKind
from proviso_site.accounts.models import AccountNotice


def notice(row: AccountNotice) -> AutomaticMail:
    """Return the mail that says what happened to an account, when, and what to do if it is wrong."""
    with translation.override(language_of(row.recipient)):
        kind = NoticeKind(row.kind).label
        context = {
            "notice": row,
            "kind": kind,
            "is_own": row.recipient_id == row.account_id,
            "page": f"{privacy_settings().base_url}{reverse('mfa_index')}",
        }
        text = render_to_string("admin/accounts/notice.txt", context)
        subject = _("Staff account: %(what)s") % {"what": kind}
    return AutomaticMail(subject, text, settings.DEFAULT_FROM_EMAIL, [row.recipient.email])
