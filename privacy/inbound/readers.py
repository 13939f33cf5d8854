"""Who takes a mail in: the apps register readers, which are asked in order until one claims it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from privacy.inbound.mail import InboundMail
from privacy.registry import Registry

Reader = Callable[[InboundMail, datetime], bool]

registry: Registry[str, tuple[int, Reader]] = Registry("reader of mails", order=lambda name, entry: (entry[0], name))


def reads_mail(name: str, *, order: int) -> Callable[[Reader], Reader]:
    """Register a reader, such as ``@reads_mail("newsletter.unsubscribe", order=10)``.

    It gets a mail and the time, does what the mail asks for in the caller's transaction, and returns whether the mail
    was its own. Reports of mail servers have orders below 40, out-of-office 40, what people write above.
    """

    def register(reader: Reader) -> Reader:
        registry.add(name, (order, reader))
        return reader

    return register


def in_order() -> Iterator[tuple[str, Reader]]:
    """Yield the readers with their names, in the order in which they are asked."""
    for name, (_order, reader) in registry.items():
        yield name, reader
