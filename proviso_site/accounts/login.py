"""The login page of staff."""

from typing import Any

from allauth.account.views import LoginView

from proviso_site.accounts import devices


class StaffLoginView(LoginView):
    """allauth's login, which offers the passkey first where somebody who has one has logged in before."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_passkey_first = devices.knows_a_passkey(self.request)
        return super().get_context_data(**kwargs) | {"is_passkey_first": is_passkey_first}


login = StaffLoginView.as_view()
