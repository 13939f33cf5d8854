"""Why a row stays although its time is up, for its page in the administration."""

from django.contrib import admin
from django.db.models import Model
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.inventory import declarations
from privacy.retention.open_requests import requests_that_hold
from privacy.retention.rows_on_hold import holds_on
from privacy.staff.long_lists import LongListAdmin


class KeptRowAdmin(LongListAdmin):
    """Show rows that the retention engine ends, with what holds their deletion back in the field ``kept_because``."""

    @admin.display(description=gettext_lazy("what holds back the deletion"))
    def kept_because(self, row: Model) -> SafeString | str:
        now, data = timezone.now(), declarations.personal_data(type(row))
        rows = type(row)._base_manager.filter(pk=row.pk)
        holds = [(hold.get_reason_display(), "") for hold in holds_on(rows, data, now)]
        requests = [(request.text, request.url) for request in requests_that_hold(rows, data, now)]
        if not (holds or requests):
            return _("nothing")
        lines = format_html_join("", "<li>{}</li>", ((text,) for text, _url in holds))
        lines += format_html_join("", '<li><a href="{1}">{0}</a></li>', requests)
        return format_html_join("", "<ul>{}</ul>", [(lines,)])
