"""The pages of the administration that say how things stand, led to from its first page."""

from django.utils.translation import gettext_lazy as _

from privacy.staff.dashboard import Page, add_page

_PAGES = (
    Page(
        title=_("The register"),
        url_name="admin:privacy_register",
        permission="privacy.view_purpose",
        note=_("Why, what, from whom, how long, to whom; and what is not published yet."),
    ),
    Page(
        title=_("Publish the draft"),
        url_name="admin:privacy_revision_publish",
        permission="privacy.add_revision",
        note=_("What would change, and what stands in the way."),
    ),
    Page(
        title=_("The promises"),
        url_name="admin:privacy_promises",
        permission="privacy.view_promiseverdict",
        note=_("All sixty, with what was last seen; as a file for the authority too."),
    ),
    Page(
        title=_("Recipients and transfers"),
        url_name="admin:privacy_vendor_report",
        permission="privacy.view_vendor",
        note=_("What carries data to each country, and what nobody has checked."),
    ),
    Page(
        title=_("What is deleted when"),
        url_name="admin:privacy_retentionrun_changelist",
        permission="privacy.view_retentionrun",
        note=_("The weeks and months ahead, and the receipts of what is gone."),
    ),
    Page(
        title=_("The record of processing"),
        url_name="admin:privacy_purpose_record",
        permission="privacy.view_purpose",
        note=_("GDPR Art. 30, as PDF, spreadsheet or JSON."),
    ),
    Page(
        title=_("The journal"),
        url_name="admin:privacy_journalcheck_changelist",
        permission="privacy.view_journalcheck",
        note=_("Whether the chain holds, and where its signed heads are kept."),
    ),
    Page(
        title=_("Visits"),
        url_name="admin:privacy_visitcount_changelist",
        permission="privacy.view_visitcount",
        note=_("By page, day, language and device; no cookie, no id."),
    ),
    Page(
        title=_("Answers about cookies"),
        url_name="admin:consent_choicecount_changelist",
        permission="consent.view_choicecount",
        note=_("How many said yes, counted without saying who."),
    ),
    Page(
        title=_("Breaches"),
        url_name="admin:privacy_breach_changelist",
        permission="privacy.view_breach",
        note=_("The 72-hour clock, and the letters."),
    ),
)

for _order, _page in enumerate(_PAGES):
    add_page(_order * 10, _page)
