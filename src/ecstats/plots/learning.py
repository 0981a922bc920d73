"""What charts have in common, found before one is drawn: forks of the process need not find it."""

import re
import string
from collections.abc import Iterator

from ecstats.plots import lettering, style, words
from ecstats.plots.fonts import text_width
from ecstats.plots.lookup import TABLES, Lookup, records

__all__ = ["learn"]

NAMES = re.compile(r"^(?:label|title|issuer)_|^source_title$")


def learn(lookup: Lookup) -> None:
    """Read the tables by id, and measure the characters of all words."""
    texts = [string.printable.strip(), *words.texts(), *_labels(lookup)]
    with style.drawing():
        lettering.learn(texts)
    for character in sorted(set().union(*texts)):
        text_width(character, 1.0)


def _labels(lookup: Lookup) -> Iterator[str]:
    for table in TABLES:
        for row in records(lookup, table).values():
            yield from (str(cell) for name, cell in row.items() if NAMES.search(name))
