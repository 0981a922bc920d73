"""Whether the documents agree with themselves and with each other.

Every check of the ledger gives *consistent*, *inconsistent* (not reproducible from the printed
digits; which number is wrong, if any, the digits do not tell) or *untestable*. The result is a
table of codes and numbers; `ecstats.labels.checks_table` words it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ecstats import tables
from ecstats.consistency.changes import (
    growth_gaps,
    increments,
    levels_and_growth,
    points_and_shares,
)
from ecstats.consistency.check_rows import CHECKS, REASONS, table
from ecstats.consistency.ledger_rows import from_published_values, read
from ecstats.consistency.relations import parts_and_totals, shares
from ecstats.consistency.repeats import (
    due_years,
    half_years,
    milestones,
    printed_twice,
    two_documents,
)
from ecstats.errors import unknown_name_error
from ecstats.tables.records import dicts, need_columns

__all__ = ["CHECKS", "REASONS", "RELATIONS", "VERDICTS", "check_ledger"]

RELATIONS = ("share_of", "sum_of", "same_goal")
"""What a row of the table of relations can say: the result is the share of the first operand in
the second; the result is the sum of the operands; a passage without a number sets the same goal
for another period."""

VERDICTS = ("consistent", "inconsistent", "untestable")

_INDICATOR_COLUMNS = ("indicator_id", "measure", "direction", "not_comparable_with")
_RELATION_COLUMNS = (
    "relation_id", "relation", "result_indicator", "operands", "ref_area", "source_id",
    "time_period",
)  # fmt: skip


def check_ledger(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    relations: pd.DataFrame | None = None,
    published_values: pd.DataFrame | None = None,
    include_published_values: bool = True,
    only_indicators: str | Iterable[str] | None = None,
    only_areas: str | Iterable[str] | None = None,
) -> pd.DataFrame:
    """Run all checks over a ledger.

    Parameters
    ----------
    figures : DataFrame
        All quoted figures, or a user's table of the same shape. An empty table is no error: every
        check then has nothing to test.
    indicators : DataFrame
        Table of indicators: `measure`, `direction`, `not_comparable_with`.
    relations : DataFrame, optional
        Which indicators are parts, shares and totals of each other; without it those checks have
        nothing to test.
    published_values : DataFrame, optional
        Published values, newer ones of one's own among them; those of the same series (breaks
        marked) join the checks.
    include_published_values : bool
        False checks the documents alone.
    only_indicators, only_areas : str or iterable of str, optional
        Only checks in which a figure or published value takes part that `tables.select` finds by
        these names: a relation is checked whole when one operand is selected.

    Returns
    -------
    DataFrame
        One row per check and precision: `check_id` (shared by the two precisions of a check),
        `check` (a key of `CHECKS`), `operands` (``role=figure_id``, ``;`` between), `figure_ids`,
        `indicator_id` and `ref_area` of the first, `relation_id`; `quantity` (the formula) and
        `unit_measure` of the derived quantity with its `lower`, `upper`, `lower_open`,
        `upper_open`, and the same with the prefix `quoted_` for what it is held against;
        `verdict`, `reason` (one of `REASONS`); `precision` (``last_digit``, and for round numbers
        also ``ten_times_last_digit``; missing where no rounding matters); `details`
        (``key=value``, ``;`` between) that a sentence needs besides.

    Raises
    ------
    InputError
        If a column is missing, an identifier repeated or unknown, or a relation malformed.

    Notes
    -----
    The ends are computed exactly from the printed decimals and are then the nearest floats.
    Rounding intervals are closed (half up or half to even); counts, targets and thresholds are
    exact, as in `intervals.exact_bounds`: a target is set, not measured.

    References
    ----------
    Brown & Heathers, "The GRIM test" (2017); GB/T 8170-2008; Civil Code of the PRC, art. 1259.

    Examples
    --------
    >>> from ecstats import tables
    >>> checks = check_ledger(tables.load_quoted_figures(), tables.load_indicators())
    >>> row = checks.set_index("check").loc["half_year"]
    >>> row["verdict"], row["reason"]
    ('inconsistent', 'unusual_share')
    """
    need_columns(indicators, _INDICATOR_COLUMNS, "indicators", "load_indicators()")
    rows, numberless = read(figures, indicators)
    related = _related(relations, indicators)
    later = published_values if include_published_values else None
    if later is not None and not later.empty:
        rows = rows + from_published_values(later, indicators)
    by_id = indicators.set_index(indicators["indicator_id"].astype(str))
    directions: dict[Any, int] = by_id["direction"].dropna().astype(int).to_dict()
    measures: dict[Any, str] = by_id["measure"].dropna().astype(str).to_dict()
    checks = [
        *printed_twice(rows),
        *due_years(rows, related["same_goal"]),
        *milestones(rows, directions),
        *half_years(rows, _look_alikes(indicators)),
        *two_documents(rows),
        *levels_and_growth(rows),
        *increments(rows),
        *points_and_shares(rows, measures),
        *growth_gaps(rows),
        *shares(rows, related["share_of"]),
        *parts_and_totals(rows, related["sum_of"]),
    ]
    only = None
    if only_indicators is not None or only_areas is not None:
        columns = ["figure_id", "indicator_id", "ref_area"]
        everything = tables.with_published_values(figures, later)[columns]
        chosen = tables.select(everything, indicators=only_indicators, areas=only_areas)
        only = set(chosen["figure_id"].astype(str))
    return table(checks, numberless, only)


def counted(results: pd.DataFrame) -> pd.DataFrame:
    """Rows of `check_ledger` that count: one per check, at the last digit, with figures."""
    return results[results["figure_ids"].notna() & ~results["check_id"].duplicated()]


def _look_alikes(indicators: pd.DataFrame) -> dict[str, list[str]]:
    """Indicators that are not to be compared, in both directions."""
    alike: dict[str, list[str]] = {}
    cells = indicators[["indicator_id", "not_comparable_with"]].astype("string").fillna("")
    for indicator, others in cells.itertuples(index=False):
        for other in filter(None, others.split(";")):
            for one, two in ((indicator, other), (other, indicator)):
                if two not in alike.setdefault(one, []):
                    alike[one].append(two)
    return alike


def _related(
    relations: pd.DataFrame | None, indicators: pd.DataFrame
) -> dict[str, list[Mapping[str, Any]]]:
    """Relations by what they say, their operands as a list."""
    related: dict[str, list[Mapping[str, Any]]] = {name: [] for name in RELATIONS}
    if relations is None:
        return related
    need_columns(relations, _RELATION_COLUMNS, "relations", "relations.csv")
    valid = set(indicators["indicator_id"].astype(str))
    for row in dicts(relations[list(_RELATION_COLUMNS)].astype("string")):
        if row["relation"] not in RELATIONS:
            raise unknown_name_error("relation", row["relation"], RELATIONS)
        members = row["operands"].split(";") if row["operands"] else []
        for name in [*members, row["result_indicator"]]:
            if name is not None and name not in valid:
                raise unknown_name_error("indicator", name, valid)
        related[row["relation"]].append({**row, "operands": members})
    return related
