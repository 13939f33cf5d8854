"""Google Ads in Consent Mode v2, basic: the default comes before everything else."""

from typing import Any

DENIED = {
    "ad_storage": "denied",
    "ad_user_data": "denied",
    "ad_personalization": "denied",
    "analytics_storage": "denied",
}


def test_default_is_denied_and_the_update_follows_before_the_script(run_adapter: Any) -> None:
    started = run_adapter("google-ads", queues=("dataLayer",), granted=("google-ads",), id="AW-1234567")
    calls = [call[1] if call[0] == "dataLayer" else call for call in started.calls]
    assert calls[:3] == [
        ["consent", "default", DENIED],
        ["set", "ads_data_redaction", True],
        ["consent", "update", DENIED | {"ad_storage": "granted", "ad_user_data": "granted"}],
    ]
    assert [call[0] for call in calls[3:]] == ["js", "config", "load"]
    assert calls[-1] == ["load", "https://www.googletagmanager.com/gtag/js?id=AW-1234567"]


def test_withdrawal_denies(run_adapter: Any) -> None:
    started = run_adapter("google-ads", queues=("dataLayer",), granted=("google-ads",), id="AW-1234567")
    assert started.withdraw() == [["dataLayer", ["consent", "update", DENIED]]]
