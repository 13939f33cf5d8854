"""The promise that all personal data is declared."""

from privacy.inventory import declarations, tables
from privacy.inventory.profiles import field_label, inferred_fields
from privacy.register.promises.phrases import few
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise


@promise("P2")
def everything_held_is_known(facts: Facts) -> Verdict:
    """Check that every column is declared or exempt, and that inferred fields are in the access copy."""
    columns = tables.database_columns()
    inferred = list(inferred_fields())
    figure = _("%(columns)s columns in %(tables)s tables, %(concluded)s of them concluded by us") % {
        "columns": len(columns),
        "tables": len({table for table, _column in columns}),
        "concluded": len(inferred),
    }
    if unknown := [*tables.unknown(), *declarations.all_undeclared()]:
        return broken(figure, _("Nobody has declared: %(names)s.") % {"names": few(unknown)})
    hidden = [field_label(data, name) for data, name in inferred if not data.fields[name].in_copy]
    if hidden:
        return broken(figure, _("Concluded about people and not in their copy: %(names)s.") % {"names": few(hidden)})
    return kept(figure)
