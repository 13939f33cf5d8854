"""What was known of an agreement and of a transfer tool goes where it now belongs."""

from typing import Any, ClassVar

from django.db import migrations


def forwards(apps: Any, schema_editor: Any) -> None:
    vendors = apps.get_model("privacy", "Vendor").objects
    agreements = apps.get_model("privacy", "Agreement").objects
    entries = apps.get_model("privacy", "FrameworkEntry").objects
    vendors.filter(halted_at__isnull=False).update(halted_because="transfer")
    for vendor in vendors.filter(agreement_on__isnull=False):
        agreements.get_or_create(vendor=vendor, defaults={"dated_on": vendor.agreement_on})
    for vendor in vendors.filter(tool="dpf").exclude(is_tool_active=None, tool_checked_on=None):
        # A status without the day on which somebody looked is no knowledge; that it was off still counts.
        known = {True: "active", False: "inactive"}.get(vendor.is_tool_active, "unknown")
        day = vendor.tool_checked_on
        if known == "inactive" and day is None:
            vendors.filter(pk=vendor.pk).update(tool="none")
            continue
        status = known if day else "unknown"
        # The old column was asked about the data of the website's visitors.
        facts = {"status": status, "checked_on": day, "covers_others": status == "active" or None}
        entries.get_or_create(vendor=vendor, defaults=facts)
    vendors.exclude(tool="dpf").filter(is_tool_active=False).update(tool="none")


def backwards(apps: Any, schema_editor: Any) -> None:
    vendors = apps.get_model("privacy", "Vendor").objects
    for agreement in apps.get_model("privacy", "Agreement").objects.all():
        vendors.filter(pk=agreement.vendor_id).update(agreement_on=agreement.dated_on)
    for entry in apps.get_model("privacy", "FrameworkEntry").objects.all():
        active = {"active": True, "inactive": False}.get(entry.status)
        vendors.filter(pk=entry.vendor_id).update(is_tool_active=active, tool_checked_on=entry.checked_on)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("privacy", "0011_recipients")]

    operations: ClassVar = [migrations.RunPython(forwards, backwards)]
