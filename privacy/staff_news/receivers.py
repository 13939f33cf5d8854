"""What Django tells of logins."""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from privacy.staff_news.languages import SESSION_KEY, language_of


@receiver(user_logged_in)
def remember_language(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Keep the language of somebody who logs in with the login, so that no page needs to look it up."""
    if user.is_staff and hasattr(request, "session"):
        request.session[SESSION_KEY] = language_of(user)
