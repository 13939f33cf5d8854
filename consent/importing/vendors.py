"""Find the vendor that a policy names, in any spelling."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum, auto

from consent.importing.names import is_host
from consent.services import known

_LEGAL_FORMS = re.compile(r"[\s,]+(?:inc|llc|ltd|limited|as|asa|ab|gmbh|corp|corporation|plc|sarl|sas|aps|a/s)\.?$")
_ASIDE = re.compile(r"\s*\([^()]*\)$")  # “Matomo (self-hosted)” is Matomo
_OWN = (
    "vi|oss|egen|eigen|eget|own|us|we|ourselves|this site|this website|dette nettstedet|nettstedet|nettsiden|"
    "førstepart|first party|first-party|intern|internal|oss selv|vi selv|wir|wir selbst|diese website|eigene|"
    "eigentümer dieser website|nous|interne|propriétaire|ce site|wij|wijzelf|deze website|propia|propio|propias|"
    "nosotros|este sitio|proprietario|noi|questo sito|propria|denna webbplats|vi själva|me|oma|tämä sivusto|os|"
    "dette websted|this store|our site|our website|site owner|website owner|egne|eigne"
)
OWN_WORDS = frozenset(_OWN.split("|"))
_CUTOFF = 0.84
_SHORTEST_NAME = 5  # letters; a shorter word of the site's name could mean somebody else


class Spelling(Enum):
    """Whether a policy spells the name of a vendor as the vendor does."""

    RIGHT = auto()
    WRONG = auto()
    UNKNOWN = auto()
    MISSING = auto()


@dataclass(frozen=True, kw_only=True)
class VendorMatch:
    """The vendor that a name means; ``key`` is empty for the site itself (``is_own``) and for an unknown vendor."""

    spelling: Spelling
    key: str = ""
    name: str = ""
    is_own: bool = False


@dataclass
class Directory:
    """The vendors of the register, the known vendors and the site itself."""

    names: dict[str, str] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)
    _spellings: dict[str, str] = field(default_factory=dict)
    _own: set[str] = field(default_factory=lambda: set(OWN_WORDS))

    def add(self, key: str, name: str, aliases: Iterable[str] = ()) -> None:
        """Add a vendor under its name and its aliases, except names that an earlier vendor has."""
        self.names.setdefault(key, name)
        for alias in (name, *aliases):
            for plain in {_plain(alias), _stem(alias)} - {""}:
                self._keys.setdefault(plain, key)
                self._spellings.setdefault(plain, alias)

    def add_known(self) -> None:
        """Add the vendors of ``known_storage.toml``."""
        for vendor in known.vendors():
            self.add(vendor.key, vendor.name, vendor.aliases)

    def add_own(self, *names: str) -> None:
        """Add names of the site itself."""
        self._own |= {plain for name in names for plain in (_plain(name), _stem(name)) if plain}

    def known_names(self) -> frozenset[str]:
        """Return all names in lower case."""
        return frozenset({*self._keys, *self._own})

    def find(self, text: str) -> VendorMatch:
        """Return the vendor that a name means, also if it is misspelt or differs in capital letters."""
        plain = _plain(text)
        if not plain.strip("-–—."):
            return VendorMatch(spelling=Spelling.MISSING)
        if plain in self._own or _stem(text) in self._own:
            return VendorMatch(spelling=Spelling.RIGHT, is_own=True)
        if is_host(plain) and (match := self._owner_of(plain.strip("."))):
            return match
        for candidate in (plain, _stem(text)):
            if key := self._keys.get(candidate):
                is_right = _stem(text) != _stem(self._spellings[candidate]) or _same_letters(
                    text, self._spellings[candidate]
                )
                return VendorMatch(
                    spelling=Spelling.RIGHT if is_right else Spelling.WRONG, key=key, name=self.names[key]
                )
        if close := get_close_matches(_stem(text)[:80], self._keys, n=1, cutoff=_CUTOFF):
            return VendorMatch(spelling=Spelling.WRONG, key=self._keys[close[0]], name=self._spellings[close[0]])
        if self._is_part_of_own(plain):
            return VendorMatch(spelling=Spelling.RIGHT, is_own=True)
        return VendorMatch(spelling=Spelling.UNKNOWN, name=" ".join(text.split()))

    def behind(self, host: str, *, is_third_party: bool) -> VendorMatch:
        """Return whose host it is; nobody is said for one that is neither known nor somebody else's."""
        if match := self._owner_of(host.strip(".")):
            return match
        if host and is_third_party:
            return VendorMatch(spelling=Spelling.UNKNOWN, name=host)
        return VendorMatch(spelling=Spelling.MISSING)

    def _owner_of(self, host: str) -> VendorMatch | None:
        """Return whose host it is, by itself or by a domain above it."""
        labels = host.split(".")
        for domain in (".".join(labels[start:]) for start in range(len(labels) - 1)):
            if domain in self._own:
                return VendorMatch(spelling=Spelling.RIGHT, is_own=True)
            if key := self._keys.get(domain):
                return VendorMatch(spelling=Spelling.RIGHT, key=key, name=self.names[key])
        return None

    def _is_part_of_own(self, plain: str) -> bool:
        """Tell whether a name is a part of the site's own: “Lindenhof” of “Physiotherapie am Lindenhof”."""
        words = plain.split()
        return any(
            set(words) <= set(own.split()) and max(map(len, words)) >= _SHORTEST_NAME for own in self._own - OWN_WORDS
        )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _stem(text: str) -> str:
    return _LEGAL_FORMS.sub("", _ASIDE.sub("", _plain(text))).strip(" .,")


def _same_letters(text: str, spelling: str) -> bool:
    """Tell whether a text has the capital letters of a spelling, or is all lower or all upper case."""
    head = " ".join(text.split())[: len(_stem(spelling))]
    return head in (spelling[: len(head)], head.lower(), head.upper())
