"""The promise about what counts as personal data."""

from django.utils.translation import gettext as _

from privacy.inventory import columns
from privacy.inventory.profiles import field_label, inferred_fields
from privacy.promises.registry import Facts, Verdict, broken, few, kept, promise


@promise("P2")
def everything_held_is_known(facts: Facts) -> Verdict:
    """Every column that the database has is declared or exempt, and what we concluded about people is in their copy."""
    there = columns.in_database()
    found = list(inferred_fields())
    figure = _("%(columns)s columns in %(tables)s tables, %(concluded)s of them concluded by us") % {
        "columns": len(there),
        "tables": len({table for table, _column in there}),
        "concluded": len(found),
    }
    if strangers := [*columns.unknown(), *columns.undeclared()]:
        return broken(figure, _("Nobody has declared: %(names)s.") % {"names": few(strangers)})
    hidden = [field_label(data, name) for data, name in found if not data.fields[name].in_copy]
    if hidden:
        return broken(figure, _("Concluded about people and not in their copy: %(names)s.") % {"names": few(hidden)})
    return kept(figure)
