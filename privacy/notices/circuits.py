"""The circuit breaker: a recipient's system that fails again and again is left alone for a while."""

from datetime import datetime, timedelta

from privacy.notices.models import Circuit

FAILURES_TO_OPEN = 4
LEFT_ALONE = timedelta(minutes=15)


def open_until(vendor: str, now: datetime) -> datetime | None:
    """Return until when a system is left alone; None if it may be called."""
    circuit = Circuit.objects.filter(vendor=vendor, open_until__gt=now).first()
    return circuit.open_until if circuit else None


def note_success(vendor: str) -> None:
    """Begin counting anew."""
    Circuit.objects.filter(vendor=vendor).update(failures=0, open_until=None, last_error="")


def note_failure(vendor: str, error: str, now: datetime) -> None:
    """Count a failure, and open the circuit after several in a row."""
    circuit, _made = Circuit.objects.select_for_update().get_or_create(vendor=vendor)
    circuit.failures = min(circuit.failures + 1, 32767)
    circuit.last_error = error[:120]
    if circuit.failures >= FAILURES_TO_OPEN:
        circuit.open_until = now + LEFT_ALONE
    circuit.save()
