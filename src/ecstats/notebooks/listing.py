"""The parameters of a notebook as a table for a terminal."""

import unicodedata
from collections.abc import Mapping, Sequence

from ecstats.parameters import cells, choices

__all__ = ["table"]


def table(notebook: str, known: Mapping[str, cells.Declared]) -> str:
    """Show the parameters that a notebook declares, one a line.

    Parameters
    ----------
    notebook : str
        Its name, for the first line.
    known : mapping
        See `cells.in_notebook`.
    """
    heads = ("parameter", "type", "default", "values", "")
    rows = [
        (one.name, cells.type_name(one.kind), repr(one.default), choices.described(name), one.help)
        for name, one in known.items()
    ]
    return f"{notebook}\n" + "\n".join(_aligned([heads, *rows]))


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  "
        + "  ".join(
            text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Columns of a terminal that a text takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(one) in "FW" else 1 for one in text)
