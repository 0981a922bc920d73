"""How far to trust a row of a draft: one number from 0 to 1, a product of named doubts.

The number estimates the share of such rows that a reviewer leaves as they are in value, unit,
multiplier, bound, kind and period; which indicator is meant always stays to be decided. Each doubt
is a property that can be seen in the row (its columns ``review_period_from`` and ``review_why``)
and has one factor, set by hand in steps of five hundredths against the five documents of the
project. `benchmarks/draft.py` prints what share of their rows is right in each band.
"""

from ecstats.draft.dating import Dated
from ecstats.draft.kinds import Kind
from ecstats.draft.units import Unit

__all__ = ["BANDS", "DOUBTS", "confidence"]

BASE = 0.95
BANDS = {"high": 0.7, "middle": 0.4, "low": 0.0}
DOUBTS = {
    "a numeral in words": 0.3,
    "no unit": 0.15,
    "the unit is a guess": 0.45,
    "the unit follows from a noun": 0.95,
    "the kind is by default": 0.75,
    "the period is that of the paragraph": 0.6,
    "the period is that of the heading": 0.8,
    "the period is that of the plan": 0.85,
    "the period is that of the document": 0.85,
    "no period": 0.6,
}
_UNITS = {"none": "no unit", "guess": "the unit is a guess", "noun": "the unit follows from a noun"}
_PERIODS = ("paragraph", "heading", "plan", "document")


def confidence(spelt: bool, unit: Unit, kind: Kind, date: Dated) -> tuple[float, list[str]]:
    """The confidence of a row and its doubts.

    Parameters
    ----------
    spelt : bool
        Whether the number is in characters: 三种模式 is rarely a figure.
    unit, kind, date : Unit, Kind, Dated
        What is proposed.

    Returns
    -------
    float
        Rounded to two decimals.
    list of str
        The names of the doubts, keys of `DOUBTS`.
    """
    doubts = ["a numeral in words"] if spelt else []
    doubts += [_UNITS[unit.found_by]] if unit.found_by in _UNITS else []
    doubts += [] if kind.sure else ["the kind is by default"]
    if date.source in _PERIODS:
        doubts.append(f"the period is that of the {date.source}")
    elif date.source == "unknown" and kind.kind in ("observed", "target"):
        doubts.append("no period")
    value = BASE
    for doubt in doubts:
        value *= DOUBTS[doubt]
    return round(value, 2), doubts
