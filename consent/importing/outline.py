"""The headings above a place in a policy: the category that they name, and whether they are about cookies."""

from dataclasses import dataclass, field, replace

from consent.importing import terms, words
from consent.importing.blocks import LOWEST, TextLine
from consent.importing.columns import says_cookie
from consent.importing.names import Vendors
from consent.services.enums import Category

_MOST_LEAD = 40  # lines of a section that are kept
_LONGEST_CATEGORY = 60  # letters of a line of text that stands for a heading
_NEAR = 3  # lines
_ENDS_SENTENCE = ".:;,!?…"


def begins_section(text: str, category: str, vendors: Vendors) -> bool:
    """Tell whether a title without a category ends the category above it, and is not a supplier below it.

    A supplier's name may be unknown: it is a word, or several that all begin with a capital. What is unknown ends a
    category of what is necessary, which is never assumed.
    """
    bare = text.strip()
    if len(bare) > _LONGEST_CATEGORY or bare[-1:] in _ENDS_SENTENCE or not bare[:1].isupper() or says_cookie(bare):
        return False
    if bare.casefold() in vendors:
        return False
    is_phrase = any(word[0].islower() for word in bare.split()[1:])
    return is_phrase or terms.party(bare) is not None or terms.category(category) == Category.NECESSARY


@dataclass(frozen=True, kw_only=True)
class _Heading:
    level: float
    text: str
    category: str
    is_about_cookies: bool

    @property
    def is_strong(self) -> bool:
        """Whether the file itself says that it is a heading, and of which level."""
        return self.level == int(self.level)

    def without_category(self) -> "_Heading":
        """Return it as one about cookies of any category."""
        return replace(self, category="", is_about_cookies=self.is_about_cookies or bool(self.category))

    @property
    def is_about_privacy(self) -> bool:
        """Whether it is a title of a whole policy: sections below “Privacy and cookies” are about other things too."""
        return any(word in self.text.casefold() for word in words.sections()["cookies"]["privacy"].split())


@dataclass
class Outline:
    """The headings above the current place, outermost first, and the text of the current section."""

    vendors: Vendors = frozenset()
    _has_rows: bool = False  # since the last heading
    _open: list[_Heading] = field(default_factory=list)
    _lead: list[str] = field(default_factory=list)

    def see(self, line: TextLine) -> None:
        """Go past a line of text."""
        level = self._level(line)
        if self._has_rows and not self._names_category(line) and begins_section(line.text, self.category, self.vendors):
            # Headings by their looks alone do not say what is below what. What follows is about cookies still.
            self._open = [heading if heading.is_strong else heading.without_category() for heading in self._open]
        if not level:
            self._lead = [*self._lead, line.text][-_MOST_LEAD:]
            return
        is_about_cookies = says_cookie(line.text)
        category = self._names_category(line)
        is_introduction = ":" in line.text and bool(self.category)
        if line.level >= LOWEST and not category and (not is_about_cookies or is_introduction):
            # Bold words and short lines are as often the name of a supplier below a category as a new section, and
            # “We use these cookies:” is in the section above it.
            self._lead = [line.text]
            return
        self._open = [heading for heading in self._open if heading.level < level]
        self._open.append(_Heading(level=level, text=line.text, category=category, is_about_cookies=is_about_cookies))
        self._lead, self._has_rows = [], False

    def see_rows(self) -> None:
        """Go past rows that were read."""
        self._has_rows = True

    def _names_category(self, line: TextLine) -> str:
        """Return a heading that is certainly about a category."""
        is_certain = (
            0 < line.level < LOWEST
            or says_cookie(line.text)
            or terms.is_category(line.text)
            or terms.aside_of(line.text)
        )
        return terms.category_in(line.text) if is_certain else ""

    def _level(self, line: TextLine) -> float:
        """Return the level of a heading; a short line that is nothing but a category is one, just below the last."""
        if 0 < line.level < LOWEST:
            return line.level
        is_short = len(line.text) <= _LONGEST_CATEGORY
        if line.level or (is_short and terms.is_category(line.text)):
            strong = [heading.level for heading in self._open if heading.is_strong]
            return max(strong, default=0) + 0.5
        return 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing above, so that the file is a table alone."""
        return not self._open and not self._lead

    @property
    def heading(self) -> str:
        """The nearest heading."""
        return self._open[-1].text if self._open else ""

    @property
    def category(self) -> str:
        """The nearest heading that names a category, or is about cookies of another kind."""
        return next((heading.category for heading in reversed(self._open) if heading.category), "")

    @property
    def lead(self) -> str:
        """The nearest heading and the text since it."""
        return "\n".join([self.heading, *self._lead])

    @property
    def is_right_below_cookies(self) -> bool:
        """Whether the nearest heading is about cookies or names a category."""
        return bool(self._open) and (self._open[-1].is_about_cookies or bool(self._open[-1].category))

    @property
    def is_about_cookies(self) -> bool:
        """Whether the nearest headings or the text right above are about cookies."""
        nearest = [heading for heading in self._open[-2:] if heading is self._open[-1] or not heading.is_about_privacy]
        near = any(heading.is_about_cookies or heading.category for heading in nearest)
        return near or any(says_cookie(line) for line in self._lead[-_NEAR:])
