"""What limits count: one mailbox with all its tags."""

from django.db.models import Q

from privacy.addresses.normal import Address


def counted_with(address: Address, field: str = "email") -> Q:
    """Select the rows that a limit counts together with an address: ``mia@`` with each ``mia+tag@`` of the domain."""
    local, _at, domain = address.counted.rpartition("@")
    # A range of the index for patterns that Django gives an indexed text.
    tagged = Q(**{f"{field}__startswith": f"{local}+", f"{field}__endswith": f"@{domain}"})
    return Q(**{field: address.counted}) | tagged
