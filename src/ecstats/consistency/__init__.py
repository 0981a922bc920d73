"""Whether the documents agree with themselves and with each other.

Every check of the ledger gives *consistent*, *inconsistent* (not reproducible from the printed
digits; which number is wrong, if any, the digits do not tell) or *untestable*.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ecstats.consistency.arithmetic import increments, levels_and_growth
from ecstats.consistency.findings import CHECKS, Finding, table
from ecstats.consistency.passages import due_years, half_years, milestones, repeated, two_documents
from ecstats.consistency.points import growth_gaps, points_and_shares
from ecstats.consistency.quoted import from_published_values, need_columns, read
from ecstats.consistency.relations import parts_and_totals, shares
from ecstats.consistency.wording import labels
from ecstats.errors import unknown_name_error

__all__ = ["CHECKS", "RELATIONS", "VERDICTS", "check_ledger", "counted", "summary"]

RELATIONS = ("share_of", "sum_of", "same_goal")
"""What a row of the table of relations can say: the result is the share of the first operand in
the second; the result is the sum of the operands; a passage without a number sets the same goal
for another period."""

VERDICTS = ("consistent", "inconsistent", "untestable")

_INDICATOR_COLUMNS = (
    "indicator_id", "label_en", "label_zh", "measure", "direction", "not_comparable_with",
)  # fmt: skip
_RELATION_COLUMNS = (
    "relation_id", "relation", "result_indicator", "operands", "ref_area", "source_id",
    "time_period", "quote", "label_en", "label_zh",
)  # fmt: skip


def check_ledger(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    relations: pd.DataFrame | None = None,
    published_values: pd.DataFrame | None = None,
    areas: pd.DataFrame | None = None,
    entities: pd.DataFrame | None = None,
    units: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Run all checks over a ledger.

    Parameters
    ----------
    figures : DataFrame
        Quoted figures, or a user's table of the same shape. An empty table is no error: every
        check then has nothing to test.
    indicators : DataFrame
        Table of indicators: labels, `measure`, `direction`, `not_comparable_with`.
    relations : DataFrame, optional
        Which indicators are parts, shares and totals of each other; without it those checks have
        nothing to test.
    published_values : DataFrame, optional
        Values published later; those of the same series (breaks marked) join the checks.
    areas, entities, units : DataFrame, optional
        Code lists, for names in the sentences.

    Returns
    -------
    DataFrame
        One row per check and precision: `check_id` (shared by the two precisions of a check),
        `check` with `label_en` and `label_zh`, `figure_ids` (``;`` between them), `indicator_id`,
        `ref_area`; `quantity` and `unit_measure` of the derived quantity with its `lower`,
        `upper`, `lower_open`, `upper_open`, and the same with the prefix `quoted_` for what it is
        held against; `verdict`; `precision` (``last digit``, and for round numbers also ``ten
        times the last digit``; missing where no rounding matters); `finding` (the verdict's
        reason in a word or two); `sentence_en` and `sentence_zh`.

    Raises
    ------
    InputError
        If a column is missing, an identifier repeated or unknown, or a relation malformed.

    Notes
    -----
    The ends are computed exactly from the printed decimals and are then the nearest floats.
    Rounding intervals are closed (half up or half to even), counts are exact, and targets count
    as rounded like any printed number.

    References
    ----------
    Brown & Heathers, "The GRIM test" (2017); GB/T 8170-2008; Civil Code of the PRC, art. 1259.
    """
    need_columns(indicators, _INDICATOR_COLUMNS, "indicators", "load_indicators()")
    known = labels(indicators, areas, entities, units)
    rows, numberless = read(figures, indicators)
    joined = _joined(relations, indicators)
    if published_values is not None and not published_values.empty:
        rows = rows + from_published_values(published_values, indicators)
    by_id = indicators.set_index(indicators["indicator_id"].astype(str))
    directions = {
        str(key): int(value) for key, value in by_id["direction"].dropna().astype(int).items()
    }
    measures = {str(key): str(value) for key, value in by_id["measure"].dropna().items()}
    related = {name: [row for row in joined if row["relation"] == name] for name in RELATIONS}
    findings = [
        *repeated(rows, known),
        *due_years(rows, related["same_goal"], known),
        *milestones(rows, directions, known),
        *half_years(rows, _look_alikes(indicators), known),
        *two_documents(rows, known),
        *levels_and_growth(rows, known),
        *increments(rows, known),
        *points_and_shares(rows, measures, known),
        *growth_gaps(rows, known),
        *shares(rows, related["share_of"], known),
        *parts_and_totals(rows, related["sum_of"], known),
    ]
    if numberless:
        findings.append(_without_number(numberless))
    result = table(findings)
    result.loc[result["check"] == "without_number", "figure_ids"] = ";".join(numberless)
    return result


def counted(results: pd.DataFrame) -> pd.DataFrame:
    """Return one row per check, at the precision of the last digit; without those of no figures.

    Parameters
    ----------
    results : DataFrame
        From `check_ledger`.

    Returns
    -------
    DataFrame
        Rows of `results`, with their index.
    """
    return results[results["figure_ids"].notna() & ~results["check_id"].duplicated()]


def summary(results: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts of each check.

    Parameters
    ----------
    results : DataFrame
        From `check_ledger`.

    Returns
    -------
    DataFrame
        `check`, `label_en`, `label_zh`, `precision`, `consistent`, `inconsistent`, `untestable`.
    """
    keys = ["check", "label_en", "label_zh", "precision"]
    counts = results.assign(**{word: (results["verdict"] == word).astype(int) for word in VERDICTS})
    return counts.groupby(keys, sort=False, as_index=False, dropna=False)[list(VERDICTS)].sum()


def _look_alikes(indicators: pd.DataFrame) -> dict[str, set[str]]:
    """Indicators that are not to be compared, in both directions."""
    alike: dict[str, set[str]] = {}
    cells = indicators[["indicator_id", "not_comparable_with"]].astype("string").fillna("")
    for one, others in cells.itertuples(index=False):
        for other in filter(None, others.split(";")):
            alike.setdefault(one, set()).add(other)
            alike.setdefault(other, set()).add(one)
    return alike


def _joined(relations: pd.DataFrame | None, indicators: pd.DataFrame) -> list[Mapping[str, Any]]:
    if relations is None:
        return []
    need_columns(relations, _RELATION_COLUMNS, "relations", "relations.csv")
    cells = relations[list(_RELATION_COLUMNS)].astype(object)
    rows = cells.where(cells.notna(), None).to_dict("records")
    valid = set(indicators["indicator_id"].astype(str))
    for row in rows:
        row["operands"] = (row["operands"] or "").split(";") if row["operands"] else []
        if row["relation"] not in RELATIONS:
            raise unknown_name_error("relation", row["relation"], RELATIONS)
        for one in [*row["operands"], row["result_indicator"]]:
            if one is not None and one not in valid:
                raise unknown_name_error("indicator", one, valid)
    return [{str(key): value for key, value in row.items()} for row in rows]


def _without_number(ids: list[str]) -> Finding:
    return Finding(
        check="without_number",
        figures=[],
        quantity="",
        unit_measure="",
        derived=None,
        quoted=None,
        verdict="untestable",
        finding="no number",
        sentence_en=f"{len(ids)} rows have no number, unit, bound or indicator: {', '.join(ids)}.",
        sentence_zh=f"{len(ids)}行缺少数字、单位、界限词或指标：{'、'.join(ids)}。",
        precision=None,
    )
