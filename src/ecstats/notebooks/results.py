"""The results of a sweep: one tidy table of what all its charts show, and what changes it."""

import csv
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
Key = tuple[Any, ...]


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
    charts: dict[str, dict[str, bytes]] = {}
    for name, (_, files) in runs.items():
        for file, content in files.items():
            charts.setdefault(file.removesuffix(".csv"), {})[name] = content
    parts = [_tidy(chart, contents) for chart, contents in charts.items()]
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


def _tidy(chart: str, contents: Mapping[str, bytes]) -> pd.DataFrame:
    """Long form of one chart's rows in all sets; what many sets have plotted is read once."""
    numbered = {content: number for number, content in enumerate(dict.fromkeys(contents.values()))}
    tables = {number: _read(content) for content, number in numbered.items()}
    rows = pd.concat(tables, names=["table", "row"]).reset_index().fillna("")
    columns = [name for name in rows.columns if name not in ("table", "row")]
    numbers = {name: _numbers(rows[name]) for name in columns}
    codes = {name for name in columns if numbers[name] is None and _is_code(rows[name])}
    counts = [name for name in columns if numbers[name] is not None and TIME.search(name)]
    key = _key(rows, [name for name in columns if name in codes] + counts)
    cells = zip(*(rows[name] for name in key), strict=True)
    item = [" / ".join(one) for one in cells] if key else rows["row"].astype("str")
    parts = []
    for name in columns:
        if name in key or _is_bound(name, columns) or ABOUT_THE_ITEM.search(name):
            continue
        frame = pd.DataFrame({"table": rows["table"], "item": item, "quantity": name})
        if numbers[name] is not None:
            frame["value"] = numbers[name]
            for end, bound in _bounds(name, numbers):
                frame[end] = bound
        elif name in codes:
            frame["text"] = rows[name]
        else:
            continue
        parts.append(frame)
    if not parts:
        return pd.DataFrame(columns=["set", *NAMED])
    tidy = pd.concat(parts, ignore_index=True).assign(chart=chart)
    sets = pd.DataFrame({"set": contents.keys(), "table": map(numbered.get, contents.values())})
    return sets.merge(tidy, on="table").reindex(columns=["set", *NAMED])


def _read(content: bytes) -> pd.DataFrame:
    """Rows of a table as text: empty cells stay empty, and codes such as 010000 what they are."""
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    head = next(lines, [])
    return pd.DataFrame([row for row in lines if row], columns=head, dtype="object")


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
    """The fewest columns that tell the rows of a table apart, the first such; none if none do."""
    table, cells = rows["table"].tolist(), {name: rows[name].tolist() for name in candidates}
    for size in range(1, KEYS_AT_MOST + 1):
        for names in combinations(candidates, size):
            met = {*zip(table, *(cells[name] for name in names), strict=True)}
            if len(met) == len(table):
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
    there = set(results["set"])
    finished = [name for name in sets if name in there]
    names = list(dict.fromkeys(name for values in sets.values() for name in values))
    shown = {name: {one: _shown(sets[name].get(one)) for one in names} for name in finished}
    found: dict[str, dict[str, dict[Key, Key]]] = {name: {} for name in finished}
    filled = results.astype("object").where(results.notna(), None)
    for name, chart, *result in filled[["set", *NAMED]].itertuples(index=False, name=None):
        found[name].setdefault(chart, {})[*result[:2]] = tuple(result[2:])
    order = list(dict.fromkeys(results["chart"]))
    counts: dict[tuple[str, str], list[int]] = {}
    for parameter, first, second in _pairs(shown, names):
        for chart in order:
            before, after = (found[name].get(chart, {}) for name in (first, second))
            if keys := before.keys() | after.keys():
                count = counts.setdefault((parameter, chart), [0, 0])
                count[0] += len(keys)
                count[1] += sum(before.get(key) != after.get(key) for key in keys)
    taken = {one: len({values[one] for values in shown.values()}) for one in names}
    rows = [
        (parameter, taken[parameter], chart, *counts[parameter, chart])
        for parameter in names
        for chart in order
        if (parameter, chart) in counts
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
