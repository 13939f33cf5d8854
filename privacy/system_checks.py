"""System checks with registered ids: an id belongs to a single check, and a check uses only its own ids."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage

from privacy.registry import RegistrationError, Registry, dotted_name

Check = Callable[..., list[CheckMessage]]

ids: Registry[str, Check] = Registry("system check id", order=lambda check_id, _check: check_id)


def system_check(*check_ids: str, tag: str = "") -> Callable[[Check], Check]:
    """Register a Django system check with the ids of its messages: ``@system_check("privacy.E001")``.

    Raises ``RegistrationError`` if another check has an id, or if the check returns an id that it did not register.
    """

    def register(check: Check) -> Check:
        @wraps(check)
        def checked(*args: Any, **kwargs: Any) -> list[CheckMessage]:
            messages = check(*args, **kwargs)
            if unregistered := sorted({str(message.id) for message in messages} - {*check_ids}):
                raise RegistrationError(
                    f"{dotted_name(check)} uses ids that it did not register: {', '.join(unregistered)}."
                )
            return messages

        for check_id in check_ids:
            ids.add(check_id, checked)
        checks.register(checked, *([tag] if tag else []))
        return checked

    return register
