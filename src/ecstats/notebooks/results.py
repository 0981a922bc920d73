"""The results of a sweep: one tidy table of what all its charts show, and what changes it."""

import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations, pairwise
from typing import Any

import pandas as pd

__all__ = ["NAMED", "collect", "sensitivities"]

NAMED = ["chart", "item", "quantity", "value", "lower", "upper", "text"]
# Codes and verdicts; anything else in a text column is for reading.
CODE = re.compile(r"[A-Za-z0-9_.;:+|-]+")
ABOUT_THE_ITEM = re.compile(r"(^|_)(ids?|area|areas|per|unit|measure|type|rests_on)$")
TIME = re.compile(r"(^|_)(year|period|month|number)$")
BOUND = re.compile(r"(?:(.+)_)?(?:lower|upper)(?:_open)?")
KEYS_AT_MOST = 4


def collect(runs: Mapping[str, tuple[Mapping[str, object], Mapping[str, bytes]]]) -> pd.DataFrame:
    """Put the plotted rows of many runs into one table.

    Parameters
    ----------
    runs : mapping
        By the name of the set: its parameters, and content by name of its CSV files.

    Returns
    -------
    DataFrame
        One row per result: ``set``, one column per parameter, ``chart``, ``item`` (what tells the
        plotted row from the others), ``quantity``, and either ``value`` with ``lower`` and
        ``upper`` where the chart has bounds, or ``text`` (a verdict, a class).
    """
    parameters = list(dict.fromkeys(name for values, _ in runs.values() for name in values))
    charts: dict[str, dict[str, pd.DataFrame]] = {}
    for name, (_, files) in runs.items():
        for file, content in files.items():
            # Empty cells stay empty; codes such as 010000 stay text.
            rows = pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False)
            charts.setdefault(file.removesuffix(".csv"), {})[name] = rows
    parts = [_tidy(chart, tables) for chart, tables in charts.items()]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["set", *NAMED])
    for place, parameter in enumerate(parameters):
        shown = {name: _shown(values.get(parameter)) for name, (values, _) in runs.items()}
        column = f"{parameter}_" if parameter in table else parameter
        table.insert(place + 1, column, table["set"].map(shown))
    order = {name: number for number, name in enumerate(runs)}
    return table.sort_values("set", key=lambda column: column.map(order), kind="stable")


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else str(value)


def _tidy(chart: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Long form of one chart's rows in all sets."""
    rows = pd.concat(tables, names=["set", "row"]).reset_index()
    rows = rows.fillna("")
    columns = [name for name in rows.columns if name not in ("set", "row")]
    numbers = {name: _numbers(rows[name]) for name in columns}
    texts = [name for name in columns if numbers[name] is None and _is_code(rows[name])]
    counts = [name for name in columns if numbers[name] is not None and TIME.search(name)]
    key = _key(rows, texts + counts)
    item = rows[key].agg(" / ".join, axis=1) if key else rows["row"].astype("str")
    parts = []
    for name in columns:
        if name in key or _is_bound(name, columns) or ABOUT_THE_ITEM.search(name):
            continue
        frame = pd.DataFrame({"set": rows["set"], "chart": chart, "item": item, "quantity": name})
        if numbers[name] is not None:
            frame["value"] = numbers[name]
            for end, bound in _bounds(name, numbers):
                frame[end] = bound
        elif _is_code(rows[name]):
            frame["text"] = rows[name]
        else:
            continue
        parts.append(frame.reindex(columns=["set", *NAMED]))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["set", *NAMED])


def _is_bound(name: str, columns: Collection[str]) -> bool:
    """Whether a column is a bound of another one: ``gap_lower`` of ``gap`` or ``gap_value``."""
    match = BOUND.fullmatch(name)
    return match is not None and any(
        one in columns for one in (match[1] or "value", f"{match[1]}_value")
    )


def _bounds(name: str, numbers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The bounds of a quantity, where its chart has them."""
    stem = name.removesuffix("value").removesuffix("_")
    for end in ("lower", "upper"):
        for one in (f"{name}_{end}", f"{stem}_{end}", end if name == "value" else ""):
            if numbers.get(one) is not None:
                yield end, numbers[one]
                break


def _numbers(column: "pd.Series[str]") -> "pd.Series[float] | None":
    """A column as numbers; None if it holds anything else, or nothing."""
    filled = column[column != ""]
    if filled.empty or filled.isin(["True", "False"]).any():
        return None
    # A code such as 130000 or 010000 is no number, but a column of the tables says so by its name.
    converted = pd.to_numeric(filled, errors="coerce")
    return None if converted.isna().any() else converted.reindex(column.index)


def _is_code(column: "pd.Series[str]") -> bool:
    filled = column[column != ""]
    return not filled.empty and bool(filled.map(lambda text: bool(CODE.fullmatch(text))).all())


def _key(rows: pd.DataFrame, candidates: list[str]) -> list[str]:
    """The fewest columns that tell the rows of every set apart, the first such; none if none do."""
    for size in range(1, KEYS_AT_MOST + 1):
        for names in combinations(candidates, size):
            if not rows.duplicated(["set", *names]).any():
                return list(names)
    return []


def sensitivities(results: pd.DataFrame, sets: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """On how many results each parameter bears.

    Parameters
    ----------
    results : DataFrame
        From `collect`.
    sets : mapping
        Parameters by the name of the set; only those with results are compared.

    Returns
    -------
    DataFrame
        Per parameter that was varied and chart: ``values`` (how many the parameter took),
        ``results`` and ``changed``, counted over the results of all pairs of sets that differ in
        this parameter alone. A result that only one of the two has is changed.
    """
    finished = [name for name in sets if name in set(results["set"])]
    names = list(dict.fromkeys(name for values in sets.values() for name in values))
    shown = {name: {one: _shown(sets[name].get(one)) for one in names} for name in finished}
    keyed = results.set_index(["chart", "item", "quantity"])
    compared = keyed[["value", "lower", "upper", "text"]].assign(there=True)
    parts = {name: compared[keyed["set"] == name] for name in finished}
    counts: dict[tuple[str, str], list[int]] = {}
    for parameter, first, second in _pairs(shown, names):
        before, after = parts[first], parts[second]
        before, after = before.align(after, join="outer")
        same = ((before == after) | (before.isna() & after.isna())).all(axis=1)
        for chart, equal in same.groupby(level="chart"):
            count = counts.setdefault((parameter, str(chart)), [0, 0])
            count[0] += len(equal)
            count[1] += int((~equal).sum())
    taken = {one: len({values[one] for values in shown.values()}) for one in names}
    order = {chart: number for number, chart in enumerate(dict.fromkeys(results["chart"]))}
    rows = [
        (parameter, taken[parameter], chart, *count)
        for (parameter, chart), count in sorted(
            counts.items(), key=lambda one: (names.index(one[0][0]), order[one[0][1]])
        )
    ]
    return pd.DataFrame(rows, columns=["parameter", "values", "chart", "results", "changed"])


def _pairs(
    shown: Mapping[str, Mapping[str, str]], names: Iterable[str]
) -> Iterator[tuple[str, str, str]]:
    """Pairs of sets that differ in one parameter alone, each with its neighbour in value."""
    for parameter in names:
        groups: dict[tuple[str, ...], list[str]] = {}
        for name, values in shown.items():
            rest = tuple(value for one, value in values.items() if one != parameter)
            groups.setdefault(rest, []).append(name)
        for members in groups.values():
            for first, second in pairwise(members):
                yield parameter, first, second
