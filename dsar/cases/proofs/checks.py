"""System checks of the provider with whom people may prove who they are."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, Tags
from django.db import connections

from dsar.cases.proofs import providers
from dsar.conf import dsar_settings
from privacy.recipients.models import Vendor
from privacy.system_checks import system_check


@system_check("dsar.E002")
def check_identity_provider(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """Check IDENTITY_PROVIDER, which no page offers while it is faulty."""
    given = dsar_settings().identity_provider
    hint = "See “Proving who somebody is” in docs/operating.md."
    return [
        Error(f"IDENTITY_PROVIDER: {fault}.", hint=hint, id="dsar.E002")
        for fault in (providers.faults(given) if given else ())
    ]


@system_check("dsar.W001", tag=Tags.database)
def check_provider_is_a_recipient(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Check that the register has the provider as a recipient; no page offers it before the policy names it.

    A warning: on a running site staff add the recipient.
    """
    provider = providers.configured()
    if provider is None:
        return []
    return [
        checks.Warning(
            f"People cannot prove who they are with {provider.name}: the register has no recipient"
            f" {provider.recipient} that is switched on.",
            hint="Add it under Mottakere with its agreement, load the cookie with seed_site, and publish the policy.",
            id="dsar.W001",
        )
        for alias in databases or ()
        if Vendor._meta.db_table in connections[alias].introspection.table_names()
        and not Vendor.objects.using(alias).switched_on().filter(key=provider.recipient).exists()
    ]
