"""CSV files that a spreadsheet opens with Chinese as it is and runs no formula from."""

import re
from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from ecstats.exports.contents import About, Table

__all__ = ["files"]

# What a spreadsheet may run as a formula; the wide forms in East Asian locales (OWASP).
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def files(tables: Sequence[Table], _: About) -> dict[str, bytes]:
    """Content of a file per table: cells of the source as they stand there, guarded.

    References
    ----------
    RFC 4180. OWASP, *CSV Injection*.
    """
    found = {}
    for table in tables:
        cells = table.frame.map(_plain).assign(**table.cells)
        for column in table.columns:
            if column.type not in ("number", "integer"):
                cells[column.name] = cells[column.name].map(guarded)
        text = cells.to_csv(index=False, lineterminator="\r\n")
        found[f"{table.name}.csv"] = text.encode("utf-8-sig")
    return found


def _plain(value: object) -> str:
    """Write a derived value: no exponent, no decimals that mean nothing, days in ISO 8601."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    if isinstance(value, float):
        return f"{Decimal(repr(float(value))):f}".removesuffix(".0")
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def guarded(text: str) -> str:
    """Text with an apostrophe in front where a spreadsheet would run it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text
