"""Kinds of flaws in a table of cookies: each with a stable code, the source in the law, a text and a remedy."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ProblemKind:
    """A kind of flaw. Kinds of the same code differ in their texts."""

    code: str
    reference: str
    text: Any
    remedy: Any


_BOTH = _("Both are in the table until it has been measured.")
_DECIDE = _("Kept as %(kept)s, which needs a yes, until somebody has decided.")
_STATE = _("Ask the vendor or measure it, and enter it.")

# --- The lifetime -----------------------------------------------------------------------------------------------------
LIFETIME_MISSING = ProblemKind("lifetime-missing", "C-08, G-20", _("The lifetime is missing."), _STATE)
LIFETIME_MISSING_DOCUMENTED = ProblemKind(
    "lifetime-missing", "C-08, G-20", _("The lifetime is missing."), _("%(documented)s, as the vendor documents it.")
)
LIFETIME_UNKNOWN = ProblemKind("lifetime-unknown", "C-08", _("“%(written)s” is no lifetime that can be read."), _STATE)
LIFETIME_ENDLESS = ProblemKind("lifetime-endless", "C-08", _("“%(written)s” does not say when it ends."), _STATE)
LIFETIME_SEVERAL = ProblemKind(
    "lifetime-several", "C-08", _("“%(written)s” is more than one lifetime."),
    _("Say which of them it is, or enter it once for each."),
)  # fmt: skip
LIFETIME_FIXED = ProblemKind(
    "lifetime-fixed-end", "C-08", _("“%(written)s” is a day and not a lifetime: it ends then for everybody."), _STATE
)
MISSPELT_UNIT = ProblemKind(
    "misspelt-unit", "C-08, G-20", _("The lifetime is misspelt: “%(written)s”."),
    _("Read as %(read)s. Lifetimes are kept as numbers and written by the system."),
)  # fmt: skip
LIFETIME_DIFFERS = ProblemKind(
    "lifetime-differs", "C-08, C-24", _("Given as %(given)s; the vendor documents %(documented)s."), _BOTH
)
LIFETIME_DISPUTED = ProblemKind(
    "lifetime-disputed", "C-08, C-24", _("Other lists of the vendor's say %(others)s."),
    _("The lifetime is measured at the next audit."),
)  # fmt: skip
SLIDING_UNSAID = ProblemKind(
    "sliding-unsaid", "C-08", _("The lifetime is renewed with each page; that is not said."),
    _("Say so in the description."),
)  # fmt: skip

# --- The name ---------------------------------------------------------------------------------------------------------
LEGACY_NAME = ProblemKind(
    "legacy-name", "C-24", _("The vendor's newer lists do not have it; the name is probably out of use."),
    _("Marked as an older name, and cleared where it is found without consent."),
)  # fmt: skip
RETIRED_NAME = ProblemKind(
    "retired-name", "C-24", _("It is out of use: %(vendor)s has not set it since %(day)s."),
    _("Take it out of the policy, unless the audit of cookies still finds it. Source: %(source)s"),
)  # fmt: skip
NEEDS_PATTERN = ProblemKind(
    "needs-pattern", "C-24, G-20", _("The real name ends with something that varies: %(pattern)s."),
    _("The register uses the pattern."),
)  # fmt: skip
ROW_TWICE = ProblemKind(
    "row-twice", "C-24", _("It stands in the table more than once."), _("The register has it once.")
)

# --- The category -----------------------------------------------------------------------------------------------------
CATEGORY_NARROW = ProblemKind(
    "category-narrow", "C-06, C-07", _("“%(given)s” is too narrow: it also serves %(also)s."),
    _("The description says so; that use needs a yes of its own."),
)  # fmt: skip
CATEGORY_NARROW_PEOPLE = ProblemKind(
    "category-narrow", "C-06, C-07",
    _("“%(given)s” is too narrow: it is tied to named people, and also serves %(also)s."),
    _("The description says so; that use needs a yes of its own."),
)  # fmt: skip
CATEGORY_WRONG = ProblemKind(
    "category-wrong", "C-06", _("It is called %(given)s, and is known as %(known)s."), _("Somebody must decide.")
)
TRACKER_NECESSARY = ProblemKind(
    "tracker-necessary", "C-14, X-04", _("It is called necessary, and it is known to follow people."),
    _("Kept as %(known)s; it is not set before a yes."),
)  # fmt: skip
CATEGORY_UNKNOWN = ProblemKind("category-unknown", "C-06, C-14", _("“%(given)s” is none of our categories."), _DECIDE)
CATEGORY_MISSING = ProblemKind("category-missing", "C-06, C-14", _("The category is missing."), _DECIDE)
NECESSITY_UNJUSTIFIED = ProblemKind(
    "necessity-unjustified", "C-14", _("It is called necessary, and nothing that we know of says why."),
    _("Not published before somebody has entered a reason, a reviewer and a date."),
)  # fmt: skip
CONSENT_UNSAID = ProblemKind(
    "consent-unsaid", "C-01", _("Nothing says that it needs consent."), _("It is not set before a yes.")
)
CONSENT_TOOL = ProblemKind(
    "consent-tool", "C-15", _("It holds answers to the vendor's own question, which is not the site's."),
    _("The vendor's question is switched off; the site's own cookie remembers the choice."),
)  # fmt: skip

# --- What it is for ---------------------------------------------------------------------------------------------------
NOT_ANONYMOUS = ProblemKind(
    "not-anonymous", "G-08, X-10", _("“%(word)s” is untrue: it tells one browser from all others."),
    _("The word is not used."),
)  # fmt: skip
NOT_ANONYMOUS_ID = ProblemKind(
    "not-anonymous", "G-08, X-10", _("“%(word)s” is untrue: it holds an id that stays in the browser."),
    _("The description says that it is not anonymous."),
)  # fmt: skip
PURPOSE_VAGUE = ProblemKind(
    "vague-purpose", "G-21", _("“%(purpose)s” does not say what it does."), _("Say in plain words what happens.")
)
PURPOSE_MISSING = ProblemKind(
    "purpose-missing", "C-07", _("It is not said what it is for."), _("Say in plain words what happens.")
)
PURPOSE_FOREIGN = ProblemKind(
    "purpose-foreign", "C-07, L-01", _("“%(purpose)s” is in none of the languages of the site."),
    _("Write what it is for in each of them."),
)  # fmt: skip
PURPOSE_ABSENT = ProblemKind(
    "purpose-absent", "G-09", _("Measuring advertisements is not among the purposes that the policy names."),
    _("Name it among the purposes."),
)  # fmt: skip

# --- Whose it is ------------------------------------------------------------------------------------------------------
VENDOR_UNKNOWN = ProblemKind(
    "vendor-unknown", "C-20", _("“%(vendor)s” is not among the recipients."),
    _("Not published before legal entity, role, country and notice are entered."),
)  # fmt: skip
VENDOR_MISSING = ProblemKind("vendor-missing", "C-20", _("It is not said whose it is."), _("Enter the vendor."))
VENDOR_MISSPELT = ProblemKind(
    "vendor-misspelt", "C-20, G-20", _("The vendor is called %(name)s, not %(written)s."),
    _("The name comes from the register of recipients."),
)  # fmt: skip
VENDOR_WRONG = ProblemKind(
    "vendor-wrong", "C-20", _("It is known as %(name)s's, not %(written)s's."), _("Kept with %(name)s.")
)
THIRD_PARTY_UNSAID = ProblemKind(
    "third-party-unsaid", "C-08, C-20",
    _("It is not said that it lives at %(domain)s, where %(vendor)s can read it on every site that uses it."),
    _("Domain and who can read it are in the table; the page of choices says how to remove it."),
)  # fmt: skip
HOST_UNSAID = ProblemKind(
    "host-unsaid", "C-14", _("It is not said whether the site's own host sets it or somebody else's."),
    _("Only the one of the site's own host counts as necessary; others' are not loaded before a yes."),
)  # fmt: skip
ROLE_UNSAID = ProblemKind(
    "role-unsaid", "C-20", _("It is not said that %(vendor)s decides for itself over what it receives."),
    _("The role is in the table of recipients."),
)  # fmt: skip

# --- The table as a whole ---------------------------------------------------------------------------------------------
NO_DOMAIN = ProblemKind(
    "table-no-domain", "C-08, G-20", _("The table has no column for the domain."), _("The domain is on every row.")
)
NO_PARTY = ProblemKind(
    "table-no-party", "C-08, G-20", _("It is not said whether other sites can read it."),
    _("Who can read it is on every row."),
)  # fmt: skip
NO_KIND = ProblemKind(
    "table-no-storage-type", "C-02, G-20",
    _("It is not said whether it is a cookie, localStorage or sessionStorage."),
    _("Where it is kept is on every row."),
)  # fmt: skip
NO_DATA = ProblemKind(
    "table-no-data", "C-07, G-20", _("It is not said which data is collected."),
    _("The question and the page of choices say so for each service."),
)  # fmt: skip
NO_COUNTRY = ProblemKind(
    "table-no-country", "C-07, G-20", _("It is not said in which country the recipient is."),
    _("The table of recipients says so."),
)  # fmt: skip
NO_BASIS = ProblemKind(
    "table-no-legal-basis", "C-19, G-20", _("The legal basis is missing."),
    _("Consent for all that is not necessary."),
)  # fmt: skip
NO_NOTICE = ProblemKind(
    "table-no-vendor-notice", "C-20, G-20", _("There is no link to the vendor's own notice."),
    _("The link is in the table of recipients."),
)  # fmt: skip
OWN_ABSENT = ProblemKind(
    "table-own-cookies", "C-15, G-20", _("The site's own are missing: %(names)s."), _("They are in the register.")
)
COMPANIONS_ABSENT = ProblemKind(
    "companions-absent", "C-24, G-20", _("%(service)s uses more than the table says: %(names)s."),
    _("They are in the register."),
)  # fmt: skip
ANONYMOUS_ROWS = ProblemKind(
    "anonymous-rows", "G-08, G-20", _("“%(word)s” stands on %(count)s rows that are about one browser each."),
    _("The word is not used."),
)  # fmt: skip

# --- The words around it ----------------------------------------------------------------------------------------------
USES_OMIT = ProblemKind(
    "uses-omit", "G-09", _("What is said of cookies does not name a use: %(use)s (%(names)s)."),
    _("The new text names all uses, and is checked against the register."),
)  # fmt: skip
USES_OMIT_IDENTIFICATION = ProblemKind(
    "uses-omit", "G-09", _("What is said of cookies does not say that people are recognised (%(names)s)."),
    _("The description and the consent say so."),
)  # fmt: skip
NO_CONSENT = ProblemKind(
    "no-consent-mechanism", "G-03, C-09", _("It is not said how to say yes, no or change one's mind."),
    _("A question before anything is loaded, and a link at the foot of every page."),
)  # fmt: skip
REQUESTS_ABSENT = ProblemKind(
    "table-requests-absent", "C-02, G-20, G-22",
    _("Requests to others' servers, tracking pixels and measurement in e-mail are not mentioned."),
    _("Nothing is loaded from others before a yes, and letters measure nothing."),
)  # fmt: skip
SKIP_LINK = ProblemKind(
    "skip-link-language", "G-20", _("The page begins with “%(words)s”, in another language than the page's."),
    _("The link is in the page's language."),
)  # fmt: skip
