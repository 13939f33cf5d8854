"""Who may not be put on the newsletter by others."""

from collections.abc import Iterator, Sequence

from newsletter.suppression.keys import codes_of
from newsletter.suppression.models import Suppression

_BATCH = 1000


def is_suppressed(address: str) -> bool:
    """Tell whether the owner of an address left and may return by their own confirmation only."""
    codes = [code.code for code in codes_of(address)]
    return bool(codes) and Suppression.objects.filter(code__in=codes).exists()


def suppressed_among(addresses: Sequence[str]) -> Iterator[str]:
    """Yield those of many addresses, such as the rows of an import, that are suppressed, as they were given."""
    for start in range(0, len(addresses), _BATCH):
        some = addresses[start : start + _BATCH]
        codes = {code.code: address for address in some for code in codes_of(address)}
        known = Suppression.objects.filter(code__in=list(codes)).order_by().values_list("code", flat=True)
        suppressed = {codes[code] for code in known}
        yield from (address for address in some if address in suppressed)
