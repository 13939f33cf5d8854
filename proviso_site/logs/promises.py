"""Check of the policy's promise about logs."""

from django.conf import settings
from django.utils.dateformat import format as format_date

from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.phrases import joined
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unproven
from proviso_site.logs import files as log_files
from proviso_site.logs.reading import remember, remembering_reader


@promise("P10")
def logs_hold_no_address_and_end(facts: Facts) -> Verdict:
    """Look at every file among the logs: no line is older than the policy says, and none holds a whole address."""
    days = next((rule.days for rule in facts.register.retention_rules if rule.key == log_files.RULE), None)
    reader = remembering_reader(facts.now)
    report = log_files.inspect(settings.LOG_FOLDER, days=days or settings.LOG_DAYS, now=facts.now, reader=reader)
    remember(reader)
    figure = _("oldest line of a log: %(day)s") % {
        "day": format_date(report.oldest, "j. F Y") if report.oldest else "-"
    }
    if days is None:
        return unproven(figure, _("The register tells no period for logs (%(rule)s).") % {"rule": log_files.RULE})
    if report.problems:
        names = joined(f"{problem.file} ({problem.problem})" for problem in report.problems)
        return broken(figure, _("Too old, or with an address in it: %(files)s.") % {"files": names})
    if report.oldest is None:
        return unproven(figure, _("There is no log file to look at."))
    return kept(figure)
