"""Rows of any chart as name and value, for tables, tooltips and lists of uses."""

from ecstats.errors import InputError
from ecstats.evidence_facts import Row, cell
from ecstats.plots.lookup import period_text
from ecstats.plots.numbers import NO_VALUE, format_interval
from ecstats.plots.words import say

__all__ = ["row_texts"]


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
    parts.append(period_text(when.removesuffix(".0"), language) if when else "")
    values = ("written", "classes", "outcome_written", "gap_written", "verdict", "count", "targets")
    value = next((cell(row, name) for name in values if cell(row, name)), "")
    if not value and cell(row, "quoted"):
        value = format_interval(
            float(row["quoted_lower"]), float(row["quoted_upper"]), "FRACTION", language
        )
    if not value and cell(row, "lower"):
        value = _interval(row, language)
    text = " · ".join(dict.fromkeys(part for part in parts if part))
    return text, _said(value, language, value)


def _said(code: str, language: str, otherwise: str) -> str:
    """Word of a code where the charts have one."""
    try:
        return say(code, language).partition(": " if language == "en" else "：")[0]
    except InputError:
        return otherwise


def _interval(row: Row, language: str) -> str:
    unit = {
        "fraction per year": "FRACTION_PER_YEAR",
        "percentage points per year": "PERCENTAGE_POINT_PER_YEAR",
        "ratio": "RATIO",
    }.get(cell(row, "unit"), cell(row, "unit_measure"))
    ends = float(row["lower"]), float(row["upper"])
    text = format_interval(*ends, unit, language, lower_open=cell(row, "lower_open") == "True")
    return "" if text == NO_VALUE else text
