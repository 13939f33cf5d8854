"""Pages of staff's own login: those of allauth that log in, prove and set up a second factor, and no others."""

from allauth.account import views
from django.urls import include, path

from proviso_site.accounts.login import login

urlpatterns = [
    path("login/", login, name="account_login"),  # in the place of the administration's own
    path("konto/ut/", views.logout, name="account_logout"),
    path("konto/stengt/", views.account_inactive, name="account_inactive"),
    path("konto/bekreft/", views.reauthenticate, name="account_reauthenticate"),
    path("konto/", include("allauth.mfa.urls")),
]
