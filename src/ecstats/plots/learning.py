"""What charts have in common, found before one is drawn: forks of the process need not find it."""

import string
from collections.abc import Iterator

from matplotlib.figure import Figure

from ecstats.plots import lettering, rendering, style, words
from ecstats.plots.fonts import text_width
from ecstats.plots.lookup import TABLES, Lookup, records

__all__ = ["learn"]


def learn(lookup: Lookup) -> None:
    """Read the tables by id, measure the characters of all words, and draw a first figure."""
    texts = [string.printable.strip(), *words.texts(), *_labels(lookup)]
    with style.drawing():
        figure = Figure()
        for size in (style.TITLE, style.SUBTITLE, style.LABEL, style.SMALL):
            figure.text(0, 0, "0", size=size)
        rendering.draw(figure)
        lettering.learn(texts)
    for text in texts:
        text_width(text, 1.0)


def _labels(lookup: Lookup) -> Iterator[str]:
    for table in TABLES:
        for row in records(lookup, table).values():
            yield from (str(row[name]) for name in row if name.startswith(("label_", "title_")))
