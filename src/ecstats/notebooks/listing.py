"""The parameters of a notebook as a table for a terminal."""

import unicodedata
from collections.abc import Mapping, Sequence

from ecstats import parameters
from ecstats.parameters import Parameter

__all__ = ["table"]


def table(notebook: str, known: Mapping[str, Parameter]) -> str:
    """Show the parameters that a notebook declares, one a line.

    Parameters
    ----------
    notebook : str
        Its name, for the first line.
    known : mapping
        See `parameters.declared`.
    """
    heads = ("parameter", "type", "default", "values", "")
    rows = [
        (one.name, str(one.kind), repr(one.default), _valid(name), one.help)
        for name, one in known.items()
    ]
    return f"{notebook}\n" + "\n".join(_aligned([heads, *rows]))


def _valid(name: str) -> str:
    if name not in parameters.CODES:
        return ""
    known = [" ".join([code, *names]) for code, names in parameters.codes(name).items()]
    return f"{known[0]}, … ({len(known)} in all)"


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
