"""Promising sentences of the site outside the policy: pages, forms and letters.

Each is registered beside the page that shows it, with the promises that it makes. A publication freezes and chooses
them as it does the statements of the policy. Templates show one with ``{% promised "key" %}``, code with ``promised``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise, lazystr

from privacy.register import in_force
from privacy.register.frozen import rows as frozen
from privacy.register.frozen.parts import Core
from privacy.register.languages.fields import in_language
from privacy.registry import Registry

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class SiteSentence:
    """A sentence that promises something, and where the site says it.

    ``otherwise`` is the honest text that is shown while a promise is not proven; without it, nothing is shown. Both
    are plain text with placeholders such as ``%(date)s``; ``otherwise`` must promise nothing. ``period_of`` is the key
    of the retention rule whose published period fills ``%(period)s``.
    """

    place: Text
    text: Text
    promises: tuple[str, ...]
    otherwise: Text = ""
    period_of: str = ""


registry: Registry[str, SiteSentence] = Registry("promising sentence")


def sentence(
    key: str, *, place: Text, text: Text, promises: tuple[str, ...], otherwise: Text = "", period_of: str = ""
) -> None:
    """Register a promising sentence under a key, such as ``newsletter.erasure``.

    Raises ``ValueError`` without promises.
    """
    if not promises:
        raise ValueError(key)
    written = SiteSentence(place=place, text=text, promises=promises, otherwise=otherwise, period_of=period_of)
    registry.add(key, written)


def promised(key: str, **facts: object) -> str:
    """Return a sentence as the publication in force chose it, in the active language; empty if it is withheld.

    ``facts`` fill its placeholders. Before the first publication, and before the first with this sentence, nothing is
    promised. Raises ``NotRegistered`` for an unknown key. Makes no query.
    """
    written = registry[key]
    if written.period_of:
        facts |= _period(written.period_of)
    row = _published().get(key)
    text = in_language(row.words) if row else str(written.otherwise)
    try:
        return text % facts
    except (KeyError, TypeError, ValueError):
        # The register has no such period, or the words of an older version of the site with other placeholders.
        return str(written.otherwise) % facts


def _period(rule: str) -> dict[str, object]:
    """Return the published period of a retention rule as a fact; nothing if the register in force lacks the rule."""
    periods = {candidate.key: candidate.period for candidate in in_force.register().retention_rules}
    return {"period": in_language(periods[rule])} if rule in periods else {}


def promised_lazily(key: str) -> Promise:
    """Return a sentence that is read each time it is shown, for the texts of forms."""
    return lazystr(_Later(key))


class _Later:
    """A sentence that is not read yet."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __str__(self) -> str:
        return promised(self._key)


def frozen_sentences() -> tuple[frozen.Statement, ...]:
    """Return the registered sentences in every language, without a chosen text."""
    sentences = list(registry.items())
    texts = _in_every_language([sentence.text for _key, sentence in sentences])
    others = _in_every_language([sentence.otherwise or "" for _key, sentence in sentences])
    return tuple(
        frozen.Statement(
            key=key, text=text, otherwise=otherwise if sentence.otherwise else {}, promises=sentence.promises
        )
        for (key, sentence), text, otherwise in zip(sentences, texts, others, strict=True)
    )


def _in_every_language(texts: Sequence[Text]) -> list[dict[str, str]]:
    written: list[dict[str, str]] = [{} for _text in texts]
    for code, _name in settings.LANGUAGES:
        # Once for all texts: a change of language takes longer than to look a text up.
        with translation.override(code):
            for known, text in zip(written, texts, strict=True):
                known[code] = str(text)
    return written


_by_key: dict[str, frozen.Statement] = {}
_by_key_of: object = None


def _published() -> dict[str, frozen.Statement]:
    """Return the sentences of the revision in force by key, indexed once for each revision."""
    global _by_key, _by_key_of
    snapshot = in_force.current()
    if snapshot is None:
        return {}
    if _by_key_of is not snapshot.register:
        _by_key = {sentence.key: sentence for sentence in snapshot.register.part(Core).sentences}
        _by_key_of = snapshot.register
    return _by_key
