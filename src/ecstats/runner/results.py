"""The results of a sweep: one tidy table of what all its charts show, and what changes it."""

import csv
import io
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
NUMBER = re.compile(r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|inf)")
KEYS_AT_MOST = 4
Key = tuple[Any, ...]
Result = tuple[Any, ...]  # item, quantity, value, lower, upper, text


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
    found = {chart: _tidy(contents) for chart, contents in charts.items()}
    shown = {
        name: [_shown(values.get(one)) for one in parameters] for name, (values, _) in runs.items()
    }
    named = ["set", *NAMED]
    for place, parameter in enumerate(parameters):
        named.insert(place + 1, f"{parameter}_" if parameter in named else parameter)
    rows = [
        (name, *shown[name], chart, *row)
        for name in runs
        for chart, results in found.items()
        for row in results.get(name, ())
    ]
    return pd.DataFrame(rows, columns=named)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else str(value)


def _tidy(contents: Mapping[str, bytes]) -> dict[str, list[Result]]:
    """Long form of one chart's rows in each set; what many sets have plotted is read once."""
    tables = [(content, *_read(content)) for content in dict.fromkeys(contents.values())]
    columns = list(dict.fromkeys(name for _, head, _ in tables for name in head))
    texts = {name: [row.get(name, "") for *_, rows in tables for row in rows] for name in columns}
    place = [(number, row) for number, (*_, rows) in enumerate(tables) for row in range(len(rows))]
    numbers = {name: _numbers(texts[name]) for name in columns}
    codes = [name for name in columns if numbers[name] is None and _is_code(texts[name])]
    counts = [name for name in columns if numbers[name] is not None and TIME.search(name)]
    key = _key([number for number, _ in place], {name: texts[name] for name in codes + counts})
    cells = zip(*(texts[name] for name in key), strict=True)
    items = [" / ".join(one) for one in cells] if key else [str(row) for _, row in place]
    results: list[list[Result]] = [[] for _ in tables]
    for name in columns:
        if name in key or _is_bound(name, columns) or ABOUT_THE_ITEM.search(name):
            continue
        values = numbers[name]
        if values is None and name not in codes:
            continue
        missing = [math.nan] * len(place)
        ends = dict(_bounds(name, numbers)) if values is not None else {}
        lower, upper = (ends.get(end, missing) for end in ("lower", "upper"))
        words = texts[name] if values is None else [None] * len(place)
        every = zip(place, items, values or missing, lower, upper, words, strict=True)
        for (number, _), item, *result in every:
            results[number].append((item, name, *result))
    whole = {content: one for (content, *_), one in zip(tables, results, strict=True)}
    return {name: whole[content] for name, content in contents.items()}


def _read(content: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """Columns and rows of a table; cells are text, so that codes such as 010000 stay."""
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    head = next(lines, [])
    return head, [dict(zip(head, row, strict=False)) for row in lines if row]


def _is_bound(name: str, columns: Collection[str]) -> bool:
    """Whether a column is a bound of another one: ``gap_lower`` of ``gap`` or ``gap_value``."""
    match = BOUND.fullmatch(name)
    return match is not None and any(
        one in columns for one in (match[1] or "value", f"{match[1]}_value")
    )


def _bounds(
    name: str, numbers: Mapping[str, list[float] | None]
) -> Iterator[tuple[str, list[float]]]:
    """The bounds of a quantity, where its chart has them."""
    stem = name.removesuffix("value").removesuffix("_")
    for end in ("lower", "upper"):
        for one in (f"{name}_{end}", f"{stem}_{end}", end if name == "value" else ""):
            if (found := numbers.get(one)) is not None:
                yield end, found
                break


def _numbers(column: Sequence[str]) -> list[float] | None:
    """A column as numbers; None if it holds anything else, or nothing."""
    # A code such as 130000 or 010000 is no number, but a column of the tables says so by its name.
    if not any(column) or not all(NUMBER.fullmatch(text) for text in column if text):
        return None
    return [float(text or "nan") for text in column]


def _is_code(column: Sequence[str]) -> bool:
    return any(column) and all(CODE.fullmatch(text) for text in column if text)


def _key(table: Sequence[int], candidates: Mapping[str, Sequence[str]]) -> list[str]:
    """The fewest columns that tell the rows of a table apart, the first such; none if none do."""
    for size in range(1, KEYS_AT_MOST + 1):
        for names in combinations(candidates, size):
            met = {*zip(table, *(candidates[name] for name in names), strict=True)}
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
