"""The results of a sweep: one tidy table of what all its charts show, and what changes it."""

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from ecstats.charts.chart import contents
from ecstats.charts.sensitivity import sensitivity
from ecstats.files import write_atomically

__all__ = ["NAMED", "collect", "make_overview", "sensitivities"]

NAMED = ["chart", "item", "quantity", "value", "lower", "upper", "text"]
Key = tuple[Any, ...]


def make_overview(folder: Path) -> None:
    """Write ``results.csv`` and the chart ``overview`` of a sweep into its folder."""
    record = json.loads((folder / "sweep.json").read_text("utf-8"))
    sets, failures = record["sets"], record["failures"]
    results = collect(
        {name: (sets[name], folder / "sets" / name) for name in sets if name not in failures}
    )
    languages = {values.get("language", "en") for values in sets.values()}
    chart = sensitivity(
        sensitivities(results, sets),
        notebook=record["notebook"],
        sets=len(sets),
        failed=len(failures),
        language="zh" if languages == {"zh"} else "en",
    )
    table = results.to_csv(index=False, lineterminator="\n").encode()
    files = {"results.csv": table, **contents(chart)}
    write_atomically({folder / name: content for name, content in files.items()})


def collect(runs: Mapping[str, tuple[Mapping[str, object], Path]]) -> pd.DataFrame:
    """Put the plotted rows of many runs into one table.

    Parameters
    ----------
    runs : mapping
        By the name of the set: its parameters, and its folder. The record of a run says of each
        chart which columns tell its rows apart (``key``) and which are its results (``values``).

    Returns
    -------
    DataFrame
        One row per result: ``set``, one column per parameter, ``chart``, ``item`` (the key of the
        plotted row), ``quantity``, and either ``value`` with ``lower`` and ``upper`` where the
        chart has bounds, or ``text`` (a verdict, a class).
    """
    parameters = list(dict.fromkeys(name for values, _ in runs.values() for name in values))
    columns = ["set", *(f"{one}_" if one in {"set", *NAMED} else one for one in parameters), *NAMED]
    rows = []
    for name, (values, folder) in runs.items():
        shown = [_shown(values.get(one)) for one in parameters]
        charts = json.loads((folder / "made_from.json").read_text("utf-8"))["charts"]
        for chart, said in charts.items():
            table = (folder / f"{chart}.csv").read_text("utf-8-sig")
            found = _tidy(table, said["key"], said["values"])
            rows += [(name, *shown, chart, *one) for one in found]
    return pd.DataFrame(rows, columns=columns)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else str(value)


def _tidy(table: str, key: Sequence[str], values: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Long form of plotted rows: item, quantity, value, lower, upper, text."""
    # Cells are text, so that codes such as 010000 stay.
    for number, row in enumerate(csv.DictReader(io.StringIO(table, newline=""))):
        item = " / ".join(row[name] for name in key if row.get(name)) or str(number)
        for name in (name for name in values if name in row):
            value, text = _number(row[name]), None
            if value is None:
                value, text = math.nan, row[name]
            stem = name.removesuffix("value").removesuffix("_")
            ends = []
            for end in ("lower", "upper"):
                columns = [one for one in (f"{name}_{end}", f"{stem}_{end}") if one in row]
                bound = _number(row[columns[0]]) if columns and text is None else None
                ends.append(math.nan if bound is None else bound)
            yield item, name, value, *ends, text


def _number(text: str) -> float | None:
    """The number in a cell, not a number if it is empty; None for any other text."""
    try:
        return float(text or "nan")
    except ValueError:
        return None


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
