"""HTML parser for pages, policies and tables. It fetches nothing and runs no script."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import chain
from typing import NamedTuple, Union

from lxml import etree

_LOCATION = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*(.*?)\s*(?:\]\]>)?\s*</loc>", re.DOTALL)


class UnreadableMarkup(ValueError):
    """The elements are nested too deeply to be read in full. Give a page with fewer than 2,000 levels."""


@dataclass(eq=False)
class Element:
    """An element with its attributes, its children (text and elements) and the line where its tag ends.

    An attribute without a value is an empty string. The contents of a ``<template>`` are its children.
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    line: int = 1
    parent: Union["Element", None] = None
    children: list[Union["Element", str]] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute, or ``default``."""
        return self.attributes.get(name, default)

    def walk(self, *, skip: Collection[str] = ()) -> Iterator[Union["Element", str, "End"]]:
        """Yield the descendants in source order; after each element and its contents, an ``End``.

        The contents of elements whose tag is in ``skip`` are left out.
        """
        waiting = [iter(self.children)]
        parents: list[Element] = []
        while waiting:
            node = next(waiting[-1], None)
            if node is None:
                waiting.pop()
                if parents:
                    yield End(parents.pop())
                continue
            yield node
            if isinstance(node, Element):
                parents.append(node)
                waiting.append(iter(() if node.tag in skip else node.children))

    def all(self, *tags: str, skip: Collection[str] = ()) -> Iterator["Element"]:
        """Yield the descendant elements with any of these tags, or all of them if no tag is given."""
        for node in self.walk(skip=skip):
            if isinstance(node, Element) and (not tags or node.tag in tags):
                yield node

    def outermost(self, tag: str) -> list["Element"]:
        """Return the descendants with this tag that are not inside another element with it."""
        return list(self.all(tag, skip={tag}))

    def texts(self, *, skip: Collection[str] = ()) -> list[str]:
        """Return the descendant texts as in the source."""
        return [node for node in self.walk(skip=skip) if isinstance(node, str)]

    def words(self, *, skip: Collection[str] = ()) -> str:
        """Return the text of the element, with single spaces."""
        return " ".join("".join(self.texts(skip=skip)).split())

    def around(self, tag: str) -> Union["Element", None]:
        """Return the nearest ancestor with this tag."""
        element = self.parent
        while element is not None and element.tag != tag:
            element = element.parent
        return element


class End(NamedTuple):
    """The end of an element in ``Element.walk``."""

    element: Element


def parse(html: str) -> Element:
    """Return the root element of a page or a fragment; broken markup is repaired.

    Raises ``UnreadableMarkup`` for elements that are nested too deeply.
    """
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = here = Element("")
    tree = etree.fromstring(html.encode(errors="replace"), parser)
    if tree is None:  # neither text nor element
        return root
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise UnreadableMarkup
    # Content after </html> is another root, and browsers show and run it.
    roots = [tree, *tree.itersiblings()]
    for event, node in chain.from_iterable(etree.iterwalk(top, events=("start", "end")) for top in roots):
        if event == "start":
            here = Element(node.tag, dict(node.items()), node.sourceline or 1, parent=here)
            if here.parent is not None:
                here.parent.children.append(here)
            words = node.text
        else:
            here = here.parent or root
            words = node.tail
        if words:
            here.children.append(words)
    return root


def locations(sitemap: str) -> list[str]:
    """Return the addresses that a sitemap, or an index of sitemaps, lists."""
    return [unescape(location) for location in _LOCATION.findall(sitemap)]
