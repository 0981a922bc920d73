"""The table of checks: one row for each check and precision, codes and numbers only."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set as AbstractSet
from typing import Any, Literal, NamedTuple, TypeAlias

import pandas as pd

from ecstats.consistency.arithmetic import Undefined, Verdict, verdict
from ecstats.consistency.ledger_rows import QuotedFigure, Reading
from ecstats.intervals import Interval

Precision: TypeAlias = Literal["last_digit", "ten_times_last_digit"]
FINE: Precision = "last_digit"
COARSE: Precision = "ten_times_last_digit"

_TWICE = ("agrees", "bound_differs", "compatible", "value_differs", "units_differ")
_FOLLOWS = ("reproduced", "not_reproduced")

CHECKS: dict[str, tuple[str, ...]] = {
    "printed_twice": _TWICE,
    "due_year": ("year_differs", "year_without_number"),
    "milestones": ("reaches_goal", "misses_goal", "no_separate_goal", "not_monotone"),
    "half_year": ("usual_share", "unusual_share", "units_differ", "not_positive"),
    "two_documents": _TWICE,
    "level_and_growth": (
        *_FOLLOWS, "series_break", "no_earlier_level", "no_level", "no_period", "units_differ",
        "not_positive"),
    "level_and_increment": (*_FOLLOWS, "no_level_or_growth", "increment_too_large"),
    "points_and_shares": (*_FOLLOWS, "no_change_quoted", "levels_not_quoted"),
    "growth_gap": (
        *_FOLLOWS, "no_growth", "other_growth_not_quoted", "one_decimal_fits", "no_decimal_fits"),
    "share_of_total": (
        *_FOLLOWS, "possible_share", "exceeds_total", "units_differ", "not_positive"),
    "share_over_time": (
        "may_be_unchanged", "share_rises", "share_falls", "units_differ", "not_positive"),
    "count_and_share": ("whole_totals", "no_whole_total", "no_exact_count", "not_positive"),
    "parts_and_total": (*_FOLLOWS, "units_differ"),
    "weighted_growth": (*_FOLLOWS, "units_differ", "not_positive"),
    "without_number": ("no_number",),
}  # fmt: skip
"""The kinds of checks in the order of the result, each with the reasons that its verdict can have;
every kind but the last can also have none of the figures it needs (``no_candidates``)."""

REASONS = (*dict.fromkeys(code for codes in CHECKS.values() for code in codes), "no_candidates")
"""What is behind a verdict."""

COLUMNS = [
    "check_id", "check", "operands", "figure_ids", "indicator_id", "ref_area", "relation_id",
    "quantity", "unit_measure", "lower", "upper", "lower_open", "upper_open", "quoted_lower",
    "quoted_upper", "quoted_lower_open", "quoted_upper_open", "verdict", "reason", "precision",
    "details",
]  # fmt: skip

Operand: TypeAlias = QuotedFigure | Sequence[QuotedFigure] | None
"""The figures of one role."""

Check: TypeAlias = dict[str, Any]
"""A row of the table, by the names of `COLUMNS`; its `check_id` comes with the table."""


class Result(NamedTuple):
    """What a check gives at one precision.

    Attributes
    ----------
    quantity : str
        Code of what the interval is about, and so of the formula: ``"growth"``, ``"share"`` …
    derived, quoted : Interval or None
        The quantity as it follows from the other figures, and as it is quoted, in base units of
        `unit_measure`; None where there is none.
    reason : str
        One of `CHECKS` of the kind.
    details : str
        What a sentence says beside figures and intervals: ``key=value``, ``;`` between.
    """

    quantity: str
    unit_measure: str
    derived: Interval | None
    quoted: Interval | None
    verdict: Verdict
    reason: str
    details: str = ""


def check(
    kind: str,
    result: Result,
    precision: Precision | None = None,
    relation_id: str | None = None,
    **roles: Operand,
) -> Check:
    """Put together a check and its figures by role; those that are None are left out."""
    operands = _operands(roles)
    first = operands[0][1] if operands else None
    row: Check = {
        "check": kind,
        "operands": ";".join(f"{role}={row.figure_id}" for role, row in operands) or None,
        "figure_ids": ";".join(dict.fromkeys(row.figure_id for _, row in operands)) or None,
        "indicator_id": first and first.indicator_id,
        "ref_area": first and first.ref_area,
        "relation_id": relation_id,
        "quantity": result.quantity or None,
        "unit_measure": result.unit_measure or None,
        "verdict": result.verdict,
        "reason": result.reason,
        "precision": precision,
        "details": result.details or None,
    }
    for prefix, bounds in (("", result.derived), ("quoted_", result.quoted)):
        ends = bounds or Interval(float("nan"), float("nan"), False, False)
        row |= {f"{prefix}{name}": end for name, end in ends._asdict().items()}
    return row


def _operands(roles: Mapping[str, Operand]) -> list[tuple[str, QuotedFigure]]:
    listed = {
        role: [rows] if isinstance(rows, QuotedFigure) else rows or []
        for role, rows in roles.items()
    }
    return [(role, row) for role, rows in listed.items() for row in rows]


def at_precisions(
    kind: str, evaluate: Callable[..., Result], relation_id: str | None = None, **roles: Operand
) -> list[Check]:
    """Evaluate at the last digit and, if a number is round, at ten times the last digit.

    `evaluate` is called with a function that gives the interval of a figure at a precision, and
    with the figures by role.
    """
    readings: dict[Precision, Reading] = {FINE: lambda row: row.fine}
    if any(row.fine != row.coarse for _, row in _operands(roles)):
        readings[COARSE] = lambda row: row.coarse
    checks = []
    for precision, interval in readings.items():
        try:
            result = evaluate(interval, **roles)
        except Undefined as fault:
            # A level that may be zero has no growth and no share: say so, do not stop the rest.
            result = untestable("", "", str(fault))
        checks.append(check(kind, result, precision, relation_id, **roles))
    return checks


def untestable(quantity: str, unit_measure: str, reason: str) -> Result:
    """Nothing to compare, and why."""
    return Result(quantity, unit_measure, None, None, "untestable", reason)


def follows(quantity: str, unit_measure: str, derived: Interval, quoted: Interval) -> Result:
    """Whether a quoted number follows from the others."""
    found = verdict(derived, quoted)
    reason = "reproduced" if found == "consistent" else "not_reproduced"
    return Result(quantity, unit_measure, derived, quoted, found, reason)


def table(
    checks: Iterable[Check], without_number: Iterable[str], only: AbstractSet[str] | None = None
) -> pd.DataFrame:
    """Checks as a tidy table in the order of `CHECKS`, with a row for each kind without figures.

    `without_number` are the ids of the rows that have no number. Of the checks, which keep their
    `check_id`, only those in which one of the figures `only` takes part.
    """
    order = list(CHECKS)
    counts = dict.fromkeys(CHECKS, 0)
    rows = []
    for row in sorted(checks, key=lambda row: order.index(row["check"])):
        # Both precisions of a check are one test and share its number.
        counts[row["check"]] += row["precision"] != COARSE
        if only is not None and row["reason"] == "no_period":
            # These changes are listed together, not held against each other.
            listed = [one for one in row["figure_ids"].split(";") if one in only]
            operands = ";".join(f"change={one}" for one in listed)
            row = row | {"figure_ids": ";".join(listed), "operands": operands}
        if only is None or only & set((row["figure_ids"] or "").split(";")):
            rows.append(row | {"check_id": f"{row['check']}-{counts[row['check']]:02d}"})
    numberless = [name for name in without_number if only is None or name in only]
    if numberless:
        lost = check("without_number", untestable("", "", "no_number")) | {
            "check_id": "without_number-01",
            "operands": ";".join(f"row={name}" for name in numberless),
            "figure_ids": ";".join(numberless),
        }
        rows.append(lost)
    for kind in set(CHECKS) - {"without_number"} - {row["check"] for row in rows}:
        nothing = check(kind, untestable("", "", "no_candidates"))
        rows.append(nothing | {"check_id": f"{kind}-00"})
    rows.sort(key=lambda row: order.index(row["check"]))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    kinds = {"_open": "bool", "lower": "float64", "upper": "float64"}
    return frame.astype(
        {
            column: next((kinds[end] for end in kinds if column.endswith(end)), "string")
            for column in COLUMNS
        }
    )
