"""Clusters against the conditions of the smart-cluster pilot: who would meet what."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from ecstats import intervals
from ecstats.clusters.profiles import Profile, refuse
from ecstats.errors import InputError, unknown_name_error
from ecstats.growth.pairing import comparable
from ecstats.intervals import CERTAIN, IMPOSSIBLE, POSSIBLE, Interval

VERDICTS = ("met", "not_met", "undetermined", "unknown")
"""`undetermined`: the figure's interval straddles the threshold; `unknown`: nothing is quoted."""

_WORDS = {CERTAIN: "met", IMPOSSIBLE: "not_met", POSSIBLE: "undetermined"}
_NOTHING = {
    "verdict": "unknown", "lower": np.nan, "upper": np.nan, "lower_open": False,
    "upper_open": False, "figure_ids": None, "statement": None,
}  # fmt: skip
_ENDS = {"lower": "float64", "upper": "float64", "lower_open": "bool", "upper_open": "bool"}
_COLUMNS = {
    "cluster": "string", "level": "string", "condition": "Int64",
    **dict.fromkeys(["requirement_id", "label_zh", "label_en", "verdict"], "string"),
    **dict.fromkeys(["evidence_share", "evidence_share_requirements"], "float64"),
    **_ENDS,
    **{f"threshold_{end}": dtype for end, dtype in _ENDS.items()},
    **dict.fromkeys(
        ["unit_measure", "indicator_id", "threshold_id", "figure_ids", "statement"], "string"
    ),
}  # fmt: skip


def evidence_matrix(
    figures: pd.DataFrame,
    conditions: pd.DataFrame,
    clusters: Sequence[str] | None = None,
    *,
    entities: pd.DataFrame | None = None,
    profiles: Sequence[Profile] = (),
) -> pd.DataFrame:
    """Hold clusters and profiles against the conditions, requirement by requirement.

    Parameters
    ----------
    figures : DataFrame
        Quoted figures: the thresholds, and the observed figures of the clusters; also with values
        published elsewhere, of which those that are unproven or of another definition do not count.
    conditions : DataFrame
        Requirements of the conditions. One without an indicator is qualitative.
    clusters : sequence of str, optional
        `entity_id` of the clusters. By default those of `entities` with the type ``cluster``, none
        without `entities`.
    entities : DataFrame, optional
        Table of entities, for the default and for checking `clusters`.
    profiles : sequence of Profile
        Users' own clusters, from `read_profile`; they come after the clusters.

    Returns
    -------
    DataFrame
        For each cluster one row per requirement, per condition and one overall (`level`):
        `cluster` (entity or profile name), `condition`, `requirement_id`, `label_zh`, `label_en`,
        `verdict` (one of `VERDICTS`), `evidence_share` (of the requirements of a condition;
        overall, of the conditions), `evidence_share_requirements` (of all requirements below),
        the bounds of the evidence and of the threshold in base units of `unit_measure`,
        `indicator_id`, `threshold_id` and `figure_ids` (rows of the ledger, ``;`` between them),
        `statement`.

    Raises
    ------
    InputError
        If a cluster, a requirement of a profile or a threshold row does not exist, or a
        profile's unit is not that of the threshold.

    Notes
    -----
    Not met if any part is not met, met only if all are, else undetermined; a condition without
    any evidence is unknown. A threshold printed without a bound word (擁有1個) asks for at least
    that number. Of several figures the newest counts; newest figures that disagree leave the
    requirement undetermined. There is no score: a sum of conditions would be a composite index.

    Examples
    --------
    >>> from ecstats import tables
    >>> table = evidence_matrix(
    ...     tables.load_quoted_figures(), tables.load_conditions(), ["qinghe-park"])
    >>> table.loc[table["level"].eq("overall"), ["verdict", "evidence_share"]].values.tolist()
    [['undetermined', 0.0]]
    """
    needs = _requirements(figures, conditions)
    observed = comparable(figures)
    observed = observed[(observed["obs_kind"] == "observed") & observed["entity_id"].notna()]
    rows = []
    for cluster in _clusters(figures, clusters, entities):
        measured = observed[observed["entity_id"] == cluster]
        indicators = set(measured["indicator_id"])
        evidence = [
            _quoted(measured, need) if need["indicator_id"] in indicators else dict(_NOTHING)
            for need in needs
        ]
        rows += _scored(str(cluster), needs, evidence)
    for profile in profiles:
        rows += _scored(profile.name, needs, _described(profile, needs))
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    flags = [name for name, dtype in _COLUMNS.items() if dtype == "bool"]
    table[flags] = table[flags].eq(True)
    return table.astype(_COLUMNS)


def _requirements(figures: pd.DataFrame, conditions: pd.DataFrame) -> list[dict[str, Any]]:
    """Requirements with the set of values that meets each."""
    if conditions.empty:
        raise InputError("conditions: the table is empty; valid: the rows of conditions.csv")
    ledger = figures.set_index(figures["figure_id"].astype("string"))
    needs: list[dict[str, Any]] = []
    for row in conditions.astype(object).where(conditions.notna(), None).to_dict("records"):
        need: dict[str, Any] = {str(name): cell for name, cell in row.items()}
        need |= {"meets": None, "unit_measure": None, "unit_mult": 0}
        if row["indicator_id"] is not None:
            if row["figure_id"] not in ledger.index:
                raise InputError(
                    f"conditions: requirement {row['requirement_id']!r}: "
                    f"{unknown_name_error('figure', row['figure_id'], ledger.index)}"
                )
            threshold = intervals.with_bounds(ledger.loc[[row["figure_id"]]])
            need["meets"] = intervals.requirement(threshold)
            need["unit_measure"] = str(threshold["unit_measure"].iloc[0])
            need["unit_mult"] = int(threshold["unit_mult"].iloc[0])
        needs.append(need)
    return needs


def _clusters(
    figures: pd.DataFrame, clusters: Sequence[str] | None, entities: pd.DataFrame | None
) -> list[str]:
    if clusters is None:
        if entities is None:
            return []
        return list(entities["entity_id"].astype(str)[entities["entity_type"] == "cluster"])
    names = (figures if entities is None else entities)["entity_id"].dropna().astype(str)
    for cluster in clusters:
        if cluster not in set(names):
            raise unknown_name_error("cluster", cluster, names)
    return list(clusters)


def _quoted(measured: pd.DataFrame, need: dict[str, Any]) -> dict[str, Any]:
    """Evidence of one requirement among the figures of a cluster."""
    rows = measured[measured["indicator_id"] == need["indicator_id"]]
    if (rows["unit_measure"] != need["unit_measure"]).any():
        raise InputError(
            f"figures of {need['indicator_id']!r}: unit differs from the threshold's "
            f"{need['unit_measure']!r}; valid: one unit"
        )
    newest = rows["time_period"].astype("string").fillna("")
    rows = intervals.with_bounds(rows[newest == newest.max()])
    return _evidence(intervals.from_columns(rows), need["meets"]) | {
        "figure_ids": ";".join(rows["figure_id"].astype(str))
    }


def _described(profile: Profile, needs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Evidence of all requirements in a profile."""
    need_of = {str(need["requirement_id"]): need for need in needs}
    given = {row["requirement_id"]: row for row in profile.entries.to_dict("records")}
    faults = [
        str(unknown_name_error("requirement", key, need_of)) for key in given if key not in need_of
    ]
    for name, row in given.items():
        if name in need_of and (fault := _misfit(row, need_of[name])):
            faults.append(f"{name}{fault}")
    refuse(profile.source, faults)
    return [
        _entry(given[name], need) if name in given else dict(_NOTHING)
        for name, need in need_of.items()
    ]


def _misfit(row: Mapping[Hashable, Any], need: dict[str, Any]) -> str | None:
    """Why an entry does not fit its requirement, to be read behind its identifier."""
    unit, mult = need["unit_measure"], need["unit_mult"]
    if need["meets"] is None:
        stated = pd.notna(row["statement"])
        return None if stated else ": a number; valid: {statement: met} or {statement: not_met}"
    if pd.notna(row["statement"]):
        return f": a statement; valid: a number in {unit}"
    if pd.isna(row["unit"]):
        return None
    if row["unit"] != unit:
        return f".unit: {row['unit']!r}; valid: {unit!r}"
    if pd.isna(row["unit_mult"]) and mult:
        return (
            f".unit_mult: missing beside unit {unit!r}; valid: {mult} for units of "
            f"10^{mult} as the condition is printed, 0 for single units"
        )
    return None


def _entry(row: Mapping[Hashable, Any], need: dict[str, Any]) -> dict[str, Any]:
    """Evidence in an entry that fits its requirement."""
    if pd.notna(row["statement"]):
        return _NOTHING | {"verdict": row["statement"], "statement": row["statement"]}
    power = need["unit_mult"] if pd.isna(row["unit_mult"]) else int(row["unit_mult"])
    if pd.notna(row["value"]):
        figure = {"obs_text": row["value"], "bound": row["bound"], "unit_mult": power}
        frame = pd.DataFrame([figure | {"unit_measure": need["unit_measure"]}])
        ends = intervals.from_columns(intervals.with_bounds(frame))
    else:
        lower, upper = (
            np.array([float(Decimal(row[end]).scaleb(power)) if pd.notna(row[end]) else none])
            for end, none in (("lower", -np.inf), ("upper", np.inf))
        )
        ends = Interval(lower, upper, np.isinf(lower), np.isinf(upper))
    return _evidence(ends, need["meets"])


def _evidence(values: Interval, meets: Interval) -> dict[str, Any]:
    verdicts = {_WORDS.get(str(word), "unknown") for word in intervals.satisfies(values, meets)}
    return _NOTHING | {
        "verdict": verdicts.pop() if len(verdicts) == 1 else "undetermined",
        "lower": values.lower.min(),
        "upper": values.upper.max(),
        "lower_open": bool(values.lower_open[values.lower.argmin()]),
        "upper_open": bool(values.upper_open[values.upper.argmax()]),
    }


def _scored(
    cluster: str, needs: list[dict[str, Any]], evidence: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Rows of one cluster: requirements, conditions, overall."""
    rows = []
    for need, answer in zip(needs, evidence, strict=True):
        share = float(answer["verdict"] != "unknown")
        row = {"cluster": cluster, "level": "requirement", **need, **answer}
        row |= {"evidence_share": share, "evidence_share_requirements": share}
        if need["meets"] is not None:
            ends = zip(Interval._fields, need["meets"], strict=True)
            row |= {f"threshold_{name}": end[0] for name, end in ends}
            row["threshold_id"] = need["figure_id"]
        rows.append(row)
    table = pd.DataFrame(rows)
    by_condition = [
        _summary(cluster, part, list(part["verdict"]))
        | {
            "level": "condition",
            "condition": condition,
            "label_zh": f"条件{condition}",
            "label_en": f"Condition {condition}",
            "evidence_share": part["evidence_share"].mean(),
        }
        for condition, part in table.groupby("condition", sort=True)
    ]
    for row in by_condition:
        if row["evidence_share"] == 0:
            row["verdict"] = "unknown"
    overall = _summary(cluster, table, [row["verdict"] for row in by_condition]) | {
        "level": "overall",
        "label_zh": "总体",
        "label_en": "Overall",
        "evidence_share": np.mean([row["verdict"] != "unknown" for row in by_condition]),
    }
    return [*rows, *by_condition, overall]


def _summary(cluster: str, part: pd.DataFrame, verdicts: list[str]) -> dict[str, Any]:
    if "not_met" in verdicts:
        verdict = "not_met"
    else:
        verdict = "met" if set(verdicts) == {"met"} else "undetermined"
    return {
        "cluster": cluster,
        "verdict": verdict,
        "evidence_share_requirements": part["evidence_share"].mean(),
        "figure_ids": ";".join(part["figure_ids"].dropna()) or None,
    }
