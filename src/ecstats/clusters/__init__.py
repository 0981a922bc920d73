"""Clusters, platforms and firms side by side: within one measure, or against conditions.

There is no composite index and no ranking of fewer than ten units: with so few units a ranking
shows the choice of weights (OECD and JRC, *Handbook on constructing composite indicators*, 2008).
"""

from collections.abc import Sequence

import pandas as pd

from ecstats import intervals
from ecstats.clusters.profiles import Profile, read_profile
from ecstats.clusters.scorecards import evidence_matrix
from ecstats.errors import InputError, unknown_name_error
from ecstats.growth.pairing import comparable
from ecstats.tables.records import need_columns

__all__ = [
    "RANKED_FROM", "REASONS", "Profile", "comparison", "comparisons", "evidence_matrix",
    "read_profile", "reductions_and_gains",
]  # fmt: skip

REASONS = ("not_quoted",)
"""Codes of the column `reason`, with kind and indicator after upright strokes."""

RANKED_FROM = 10
"""Units with a figure that a ranking needs at least."""

_SCOPE = ["indicator_id", "obs_kind", "unit_measure", "per", "reference"]
_BOUNDS = ["lower", "upper", "lower_open", "upper_open"]


def comparison(
    figures: pd.DataFrame, indicator_id: str, *, units: Sequence[str] = ()
) -> pd.DataFrame:
    """Observed figures of several clusters, platforms or firms on one measure.

    Parameters
    ----------
    figures : DataFrame
        Quoted figures, also with values published elsewhere (`tables.with_published_values`); those
        that are unproven or of another definition are left out.
    indicator_id : str
        The measure; figures of look-alike indicators are never mixed in.
    units : sequence of str
        Entities that must have a row; one without a figure stays in the table as missing.

    Returns
    -------
    DataFrame
        One row per figure: `entity_id`, `ref_area`, `indicator_id`, `obs_kind`, `unit_measure`,
        `per`, `reference`, `time_period`, `value` (base units; missing when the figure is
        one-sided), `lower`, `upper`, `lower_open`, `upper_open`, `point_estimate` (base units,
        whatever its bound word), `bound`, `figure_id`, `note`, `rank`, `status`, `reason` (a code
        of `REASONS`). `rank` is 1 + the number of units that are certainly larger, and missing when
        fewer than ten units have a figure or their periods differ.

    Raises
    ------
    InputError
        If the indicator is unknown or its figures are not of one scope (unit, `per`,
        `reference`): such numbers cannot stand on one axis.

    Examples
    --------
    >>> from ecstats import tables
    >>> shops = comparison(tables.load_quoted_figures(), "online_shops", units=["baigou-park"])
    >>> shops[["entity_id", "point_estimate", "reason"]]
         entity_id  point_estimate                            reason
    0  qinghe-park         30000.0                              <NA>
    1  baigou-park             NaN  not_quoted|observed|online_shops
    """
    rows = _observed(figures)
    if not (figures["indicator_id"] == indicator_id).any():
        raise unknown_name_error(
            "indicator", indicator_id, figures["indicator_id"].dropna().unique()
        )
    rows = rows[rows["indicator_id"] == indicator_id]
    for column in ("unit_measure", "per", "reference"):
        codes = rows[column].astype("string").fillna("(none)").unique()
        if len(codes) > 1:
            raise InputError(
                f"comparison of {indicator_id!r}: {column} differs ({', '.join(sorted(codes))}); "
                "valid: figures of one scope, select them first"
            )
    return _compared(rows, indicator_id, units)


def comparisons(figures: pd.DataFrame, units: Sequence[str], *, at_least: int = 1) -> pd.DataFrame:
    """`comparison` for every measure that is quoted for the units, one below the other.

    Figures of one indicator in several scopes (unit, `per`, `reference`) are several measures.

    Parameters
    ----------
    figures : DataFrame
        As in `comparison`.
    units : sequence of str
        Entities to compare; each has a row for every measure.
    at_least : int
        Entities that a measure needs a figure of.

    Returns
    -------
    DataFrame
        As `comparison` returns it, in the order of the ledger; without rows when no measure is
        quoted.

    Examples
    --------
    >>> from ecstats import tables
    >>> parks = comparisons(tables.load_quoted_figures(), ["qinghe-park", "baigou-park"])
    >>> parks["indicator_id"].unique().tolist()
    ['covered_markets', 'market_entities', 'online_shops', 'online_brands']
    """
    rows = _observed(figures)
    rows = rows[rows["entity_id"].isin(list(units))]
    groups = rows.groupby(_SCOPE, dropna=False, observed=True, sort=False)
    tables = [
        _compared(group, str(scope[0]), units)
        for scope, group in groups
        if group["entity_id"].nunique() >= at_least
    ]
    return pd.concat([_compared(rows.iloc[:0], "", ()), *tables], ignore_index=True)


def _observed(figures: pd.DataFrame) -> pd.DataFrame:
    """Observed figures of entities that can be compared."""
    columns = [*_SCOPE, "figure_id", "entity_id", "ref_area", "time_period", "bound"]
    need_columns(figures, columns, "figures", "load_quoted_figures()")
    rows = comparable(figures)
    return rows[rows["entity_id"].notna() & (rows["obs_kind"] == "observed")]


def _compared(rows: pd.DataFrame, indicator_id: str, units: Sequence[str]) -> pd.DataFrame:
    rows = _bounded(rows)
    text = ["entity_id", "ref_area", *_SCOPE, "time_period"]
    table = pd.DataFrame(
        {
            **{column: rows[column].astype("string") for column in text},
            "value": intervals.point_estimate(rows),
            **{column: rows[column] for column in _BOUNDS},
            "point_estimate": rows["base_value"],
            "bound": rows["bound"].astype("string"),
            "figure_id": rows["figure_id"].astype("string"),
            "note": rows["note"].astype("string") if "note" in rows else pd.NA,
        }
    )
    missing = [unit for unit in units if unit not in set(table["entity_id"])]
    if missing:
        empty = pd.DataFrame(
            {"entity_id": missing, "indicator_id": indicator_id, "obs_kind": "observed"},
            dtype="string",
        )
        empty[["lower_open", "upper_open"]] = False
        table = pd.concat([table, empty], ignore_index=True)
    table["rank"] = _ranks(table)
    quoted = table["figure_id"].notna()
    table["status"] = quoted.map({True: "ok", False: "not_computable"}).astype("string")
    reason = pd.Series(f"not_quoted|observed|{indicator_id}", table.index, dtype="string")
    table["reason"] = reason.mask(quoted)
    return table.reset_index(drop=True)


def reductions_and_gains(figures: pd.DataFrame) -> pd.DataFrame:
    """What platforms and firms are said to have saved or gained against the time before.

    Parameters
    ----------
    figures : DataFrame
        Quoted figures; relative changes (`PERCENT`, `FRACTION`) of an entity or an area with
        `reference` ``before`` are taken.

    Returns
    -------
    DataFrame
        `figure_id`, `source_id`, `entity_id`, `ref_area`, `indicator_id`, `kind` (``"reduction"``
        or ``"gain"``), `value` (signed, per cent; missing when one-sided), `lower`, `upper`,
        `lower_open`, `upper_open`, `point_estimate`, `unit` (``"PERCENT"``), `bound`,
        `as_written`. A reduction ends at -100 %: a time or a cost cannot fall by more than all.
        Rows of different indicators are not comparable with each other.

    Examples
    --------
    >>> from ecstats import tables
    >>> reductions_and_gains(tables.load_quoted_figures())["kind"].value_counts().to_dict()
    {'reduction': 8, 'gain': 5}
    """
    columns = [*_SCOPE, "figure_id", "source_id", "entity_id", "ref_area", "as_written"]
    need_columns(figures, columns, "figures", "load_quoted_figures()")
    chosen = (
        (figures["obs_kind"] == "change")
        & (figures["reference"] == "before")
        & figures["unit_measure"].isin(["PERCENT", "FRACTION"])
    )
    rows = _bounded(figures[chosen])
    factor = (rows["unit_measure"] == "FRACTION").map({True: 100.0, False: 1.0}).astype(float)
    lower, upper = rows["lower"] * factor, rows["upper"] * factor
    below = lower < -100
    # The rounded decimal of a fraction is for storage; its exact ends give the point.
    exact = rows["lower"] == rows["upper"]
    printed = (rows["base_value"] * factor).mask(exact, lower)
    text = {
        column: rows[column].astype("string")
        for column in ("figure_id", "source_id", "entity_id", "ref_area", "indicator_id")
    }
    return pd.DataFrame(
        {
            **text,
            "kind": printed.lt(0).map({True: "reduction", False: "gain"}).astype("string"),
            "value": printed.where(intervals.point_estimate(rows).notna()),
            "lower": lower.mask(below, -100.0),
            "upper": upper,
            "lower_open": rows["lower_open"] & ~below,
            "upper_open": rows["upper_open"],
            "point_estimate": printed,
            "unit": pd.Series("PERCENT", index=rows.index, dtype="string"),
            "bound": rows["bound"].astype("string"),
            "as_written": rows["as_written"].astype("string"),
        }
    ).reset_index(drop=True)


def _bounded(rows: pd.DataFrame) -> pd.DataFrame:
    return rows if set(_BOUNDS) <= set(rows.columns) else intervals.with_bounds(rows)


def _ranks(table: pd.DataFrame) -> "pd.Series[int]":
    ranks = pd.Series(pd.NA, index=table.index, dtype="Int64")
    quoted = table[table["figure_id"].notna()]
    one_each = quoted["entity_id"].is_unique and len(quoted["time_period"].unique()) == 1
    if len(quoted) < RANKED_FROM or not one_each:
        return ranks
    lower, upper = quoted["lower"].to_numpy(float), quoted["upper"].to_numpy(float)
    larger = (lower[None, :] > upper[:, None]).sum(axis=1)
    ranks.loc[quoted.index] = larger + 1
    return ranks
