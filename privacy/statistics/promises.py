"""The promise about sharing with partners."""

from privacy.conf import privacy_settings
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.phrases import joined
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise
from privacy.statistics import sharing
from privacy.statistics.models import SharedFile


@promise("P25")
def only_anonymous_data_is_shared(facts: Facts) -> Verdict:
    """Check that every shared file is in the journal, is unchanged and would pass the anonymity gate today."""
    figure = _("%(count)d files shared; each row counts %(limit)d or more") % {
        "count": SharedFile.objects.count(),
        "limit": privacy_settings().smallest_shared,
    }
    if max(2, privacy_settings().smallest_cell) > privacy_settings().smallest_shared:
        return broken(figure, _("SMALLEST_SHARED hides nothing."))
    if faults := list(sharing.shared_file_faults()):
        return broken(figure, _("Shared and not right: %(faults)s.") % {"faults": joined(faults, "; ")})
    return kept(figure)
