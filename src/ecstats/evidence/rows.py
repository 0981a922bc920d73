"""Rows of any chart as name and value, for tables, tooltips and lists of uses."""

from functools import cache

from ecstats.errors import InputError
from ecstats.evidence.facts import Row, cell
from ecstats.labels import NO_VALUE, format_interval, period, text

__all__ = ["interval_text", "row_texts"]

_UNITS = {
    "compound": "FRACTION_PER_YEAR",
    "fraction per year": "FRACTION_PER_YEAR",
    "percentage points per year": "PERCENTAGE_POINT_PER_YEAR",
    "points_per_year": "PERCENTAGE_POINT_PER_YEAR",
    "ratio": "RATIO",
}


def row_texts(row: Row, language: str) -> tuple[str, str]:
    """Name and value of a row of any chart, from the columns it has.

    Parameters
    ----------
    row : mapping
        A row of ``figures/<name>.csv``.
    language : {"en", "zh"}

    Returns
    -------
    name, value : str
        Either can be empty.
    """
    parts = [cell(row, name) for name in ("entity", "cluster_label", "unit_label")]
    parts += [cell(row, "label") or cell(row, f"label_{language}") or cell(row, "key")]
    parts += [cell(row, "indicator")]
    for name in ("rule", "quantity", "obs_kind", "disposition", "role"):
        if name != "obs_kind" or not cell(row, "written"):
            parts.append(_said(cell(row, name), language, ""))
    when = cell(row, "period_end") or cell(row, "target_period") or cell(row, "year")
    parts.append(period(when.removesuffix(".0"), language) if when else "")
    values = ("written", "classes", "outcome_written", "gap_written", "verdict", "count", "targets")
    value = next((cell(row, name) for name in values if cell(row, name)), "")
    value = value or interval_text(row, language)
    name = " · ".join(dict.fromkeys(part for part in parts if part))
    return name, _said(value, language, value)


@cache
def _said(code: str, language: str, otherwise: str) -> str:
    """Word of a code where the charts have one."""
    try:
        return text(code, language).partition(": " if language == "en" else "：")[0]
    except InputError:
        return otherwise


def interval_text(row: Row, language: str) -> str:
    """Interval of a row of any chart that has one; else empty.

    Parameters
    ----------
    row : mapping
        A row of ``figures/<name>.csv``.
    language : {"en", "zh"}

    Returns
    -------
    str
    """
    stem = "quoted_" if cell(row, "quoted") else ""
    if cell(row, "rule") or not (cell(row, f"{stem}lower") and cell(row, f"{stem}upper")):
        return ""
    unit = cell(row, "unit") or cell(row, "unit_measure")
    written = format_interval(
        float(row[f"{stem}lower"]),
        float(row[f"{stem}upper"]),
        "FRACTION" if stem else _UNITS.get(cell(row, "measure") or unit, unit),
        language,
        lower_open=cell(row, f"{stem}lower_open") == "True",
        upper_open=cell(row, f"{stem}upper_open") == "True",
    )
    return "" if written == NO_VALUE else written
