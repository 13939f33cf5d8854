"""The cookies of the published table, by the promise that is made of each (LAW P43-P57)."""

from collections.abc import Mapping

PUBLISHED_COOKIES: Mapping[str, str] = {
    "P43": "__cf_bm",
    "P44": "__cfruid",
    "P45": "__hs_cookie_cat_pref",
    "P46": "__hs_do_not_track",
    "P47": "__hssc",
    "P48": "__hssrc",
    "P49": "__hstc",
    "P50": "hubspotutk",
    "P51": "_hjAbsoluteSessionInProgress",
    "P52": "_hjFirstSeen",
    "P53": "_hjIncludedInPageviewSample",
    "P54": "_hjIncludedInSessionSample*",
    "P55": "_hjSession_*",
    "P56": "_hjSessionUser_*",
    "P57": "IDE",
}
