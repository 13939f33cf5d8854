"""System checks whose ids are registered: each id is of one check, and a check uses no id but its own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage

from privacy.registry import RegistrationError, Registry, dotted_name

Check = Callable[..., list[CheckMessage]]

ids: Registry[str, Check] = Registry("system check id", order=lambda check_id, _check: check_id)


def system_check(*check_ids: str, tag: str = "") -> Callable[[Check], Check]:
    """Register a system check of Django with every id that its messages may have: ``@system_check("privacy.E001")``.

    Raises ``RegistrationError`` where an id is another check's, and when the check returns an id that it did not name.
    """

    def register(check: Check) -> Check:
        @wraps(check)
        def checked(*args: Any, **kwargs: Any) -> list[CheckMessage]:
            messages = check(*args, **kwargs)
            if strange := sorted({str(message.id) for message in messages} - {*check_ids}):
                raise RegistrationError(
                    f"{dotted_name(check)} uses ids that it did not register: {', '.join(strange)}."
                )
            return messages

        for check_id in check_ids:
            ids.add(check_id, checked)
        checks.register(checked, *([tag] if tag else []))
        return checked

    return register
