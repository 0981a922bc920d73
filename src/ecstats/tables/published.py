"""Values that the documents do not quote, beside the figures that they do."""

from decimal import Decimal
from typing import Any

import pandas as pd

from ecstats.errors import InputError
from ecstats.tables.records import SERIES, dicts

CONFIRMED = "confirmed"

_ADDED = [
    "comparability", "confidence", "source_title", "source_url", "origin", "replaces", "quoted",
]  # fmt: skip


def with_published_values(
    figures: pd.DataFrame,
    published_values: pd.DataFrame | None = None,
    newer_values: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Quoted figures with values published elsewhere below them, as observed figures.

    Parameters
    ----------
    figures : DataFrame
        From `load_quoted_figures`.
    published_values : DataFrame, optional
        From `load_published_values`.
    newer_values : DataFrame, optional
        Values of one's own. One that is comparable takes the place of the observed figures and
        published values of the same series and period.

    Returns
    -------
    DataFrame
        The columns of `figures` and of a published value `comparability`, `confidence`,
        `source_title` and `source_url`; `origin` (``"ledger"``, ``"published_value"``,
        ``"newer_value"``); `replaces`, the ids whose place a newer value takes, joined by ";";
        `quoted`, whether the documents quote the figure or one that it replaces. The `figure_id`
        of a value published elsewhere is its `value_id`.

    Raises
    ------
    InputError
        If a newer value is more than ten times away from the nearest observed value of its
        series, unless its `note` begins with "confirmed": a slip of unit such as 万 for 亿.

    Examples
    --------
    >>> from ecstats import tables
    >>> values = with_published_values(
    ...     tables.load_quoted_figures(), tables.load_published_values())
    >>> values["origin"].value_counts().to_dict()
    {'ledger': 160, 'published_value': 16}
    """
    parts = [figures.assign(origin="ledger", quoted=True)]
    for table, origin in ((published_values, "published_value"), (newer_values, "newer_value")):
        if table is not None:
            renamed = table.rename(columns={"value_id": "figure_id"})
            parts.append(renamed.assign(obs_kind="observed", origin=origin, quoted=False))
    rows = pd.concat(parts, ignore_index=True)
    rows["replaces"] = pd.Series(pd.NA, rows.index, dtype="string")
    rows = rows.reindex(columns=[*figures.columns, *_ADDED])
    newer = rows["origin"] == "newer_value"
    if newer.any():
        _check_sizes(rows, newer)
        rows = _with_precedence(rows, newer)
    return rows.astype({"origin": "string"})


def _series_of(rows: pd.DataFrame, *, dated: bool) -> "pd.Series[Any]":
    """Number of the series, and of the period where it is `dated`, of each row."""
    keys = [*(name for name in SERIES if name in rows), *(["time_period"] if dated else [])]
    text = rows[keys].astype("string").fillna("")
    return text.groupby(keys).ngroup()


def _with_precedence(rows: pd.DataFrame, newer: "pd.Series[bool]") -> pd.DataFrame:
    counts = newer & rows["comparability"].isin(["same_series", "series_break"])
    place = _series_of(rows, dated=True)
    replaced = ~newer & (rows["obs_kind"] == "observed") & place.isin(set(place[counts]))
    if "repeats" in rows:
        replaced |= rows["repeats"].isin(rows.loc[replaced, "figure_id"])
    ids = rows.loc[replaced, "figure_id"].astype("string").groupby(place[replaced]).agg(";".join)
    quoted = place[replaced & rows["quoted"]]
    rows.loc[counts, "replaces"] = place[counts].map(ids).astype("string")
    rows.loc[counts, "quoted"] = place[counts].isin(set(quoted))
    return rows[~replaced].reset_index(drop=True)


def _check_sizes(rows: pd.DataFrame, newer: "pd.Series[bool]") -> None:
    """Refuse a newer value that is more than ten times away from its series."""
    series, level = _series_of(rows, dated=False), rows["obs_kind"] == "observed"
    others = dict(list(rows[~newer & level & rows["year"].notna()].groupby(series)))
    for place, row in zip(series[newer], dicts(rows[newer]), strict=True):
        if place not in others or str(row.get("note")).startswith(CONFIRMED):
            continue
        distance = (others[place]["year"] - row["year"]).abs()
        nearest = others[place].iloc[int(distance.argmin())]
        ratio = row["base_value"] / nearest["base_value"] if nearest["base_value"] else 1.0
        if not 0.1 <= ratio <= 10:
            printed = (
                f"{value['obs_text']} × 10^{value['unit_mult']} {value['unit_measure']}"
                for value in (row, nearest)
            )
            times = f"{Decimal(ratio):.3g}" if ratio else "0"
            raise InputError(
                f"newer value {row['figure_id']}: {next(printed)} for {row['time_period']} is "
                f"{times} times the value of its series for {nearest['time_period']}, "
                f"{next(printed)} ({nearest['figure_id']}); valid: a value of the same size, or a "
                f"note that begins with '{CONFIRMED}'"
            )
