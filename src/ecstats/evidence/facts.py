"""The facts of an evidence page: where a figure stands, and how it was read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ecstats import tables
from ecstats.labels import (
    NO_VALUE,
    CodeLists,
    code_name,
    figure_text,
    get,
    label,
    period,
    quantity_range,
    text,
)

__all__ = ["Fact", "Row", "cell", "document", "page", "possible", "reading", "responsibilities"]

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class Fact:
    """One line of an evidence page: its name, its text, and where the text leads."""

    name: str
    text: str
    link: str = ""


def cell(row: Row, name: str) -> str:
    """Text of a cell; empty where there is none."""
    value = row.get(name)
    return "" if value is None or pd.isna(value) else str(value)


def _facts(language: str, named: Iterable[tuple[str, str]]) -> list[Fact]:
    """Facts that have a text."""
    return [Fact(text(f"evidence_{name}", language), said) for name, said in named if said]


def _with_basis(said: str, basis: str, language: str) -> str:
    """A date or period with where it is from: printed in the document, or inferred."""
    if not said or not basis:
        return said
    return text("of_period", language, name=said, period=text(f"evidence_{basis}", language))


def document(lists: CodeLists, row: Row, language: str) -> list[Fact]:
    """Document of a quoted figure, and the place of the number in it."""
    source = get(lists, "sources", row["source_id"])
    place = {"start": int(row["start"]) + 1, "end": int(row["end"])}
    dated = _with_basis(str(source["date_published"]), str(source["date_basis"]), language)
    return _facts(
        language,
        [
            ("document", str(source[f"title_{language}"])),
            ("issuer", str(source[f"issuer_{language}"])),
            ("document_number", cell(source, "document_number")),
            ("date", dated),
            ("place", text("evidence_characters", language, total=source["characters"], **place)),
            ("copy", cell(source, "note")),
        ],
    )


def page(lists: CodeLists, one: str, language: str) -> list[Fact]:
    """Web page of a value published later, and what it is worth."""
    row = get(lists, "published_values", one)
    title = text("evidence_page", language)
    worth = [
        (name, code_name(name, row[name], language)) for name in ("comparability", "confidence")
    ]
    return [
        Fact(title, str(row["source_title"]), str(row["source_url"])),
        *_facts(language, worth),
    ]


def reading(lists: CodeLists, row: Row, language: str) -> list[Fact]:
    """How a number was read: value, unit, bound, interval, and what it is about."""
    unit = label(lists, "units", row["unit_measure"], language)
    power = {8: "yi", 4: "wan"}.get(int(row["unit_mult"]))
    if power is not None:
        unit = text(f"evidence_unit_{power}", language, label=unit)
    indicator = get(lists, "indicators", row["indicator_id"])
    exact = float(row["lower"]) == float(row["upper"])
    entity, per, when = cell(row, "entity_id"), cell(row, "per"), cell(row, "period_basis")
    undated = text("evidence_period_none", language) if when else ""
    return _facts(
        language,
        [
            ("value", figure_text(lists, str(row["figure_id"]), language)),
            ("as_written", cell(row, "as_written")),
            ("unit", unit),
            ("bound", code_name("bound", row["bound"], language)),
            (
                "interval",
                text("evidence_exactly", language) if exact else possible(lists, row, language),
            ),
            ("kind", code_name("obs_kind", row["obs_kind"], language)),
            ("indicator", str(indicator[f"label_{language}"])),
            ("population", cell(indicator, "population")),
            ("area", label(lists, "areas", row["ref_area"], language)),
            ("entity", label(lists, "entities", entity, language) if entity else ""),
            ("per", code_name("per", per, language) if per else ""),
            (
                "period",
                _with_basis(period(row["time_period"], language), when, language) or undated,
            ),
            ("reference", _reference(lists, row["reference"], language)),
        ],
    )


def possible(lists: CodeLists, row: Row, language: str) -> str:
    """Interval of a figure as text; empty where it is exact or unknown."""
    lower, upper = float(row["lower"]), float(row["upper"])
    if lower == upper:
        return ""
    written = quantity_range(
        lists,
        lower,
        upper,
        str(row["unit_measure"]),
        language,
        lower_open=bool(row["lower_open"]),
        upper_open=bool(row["upper_open"]),
    )
    return "" if written == NO_VALUE else written


def _reference(lists: CodeLists, reference: Any, language: str) -> str:
    if pd.isna(reference):
        return ""
    kind, _, code = str(reference).partition(":")
    if kind == "before":
        return text("evidence_before", language)
    if kind in ("area", "indicator"):
        return label(lists, f"{kind}s", code, language)
    return period(reference, language)


def responsibilities(lists: CodeLists, language: str) -> dict[str, list[Fact]]:
    """Tasks of the annex and conditions of the notice that figures belong to."""
    found: dict[str, list[Fact]] = {}
    tasks = tables.load_tasks().set_index("task_id")
    for row in tables.load_task_figures().to_dict("records"):
        task = tasks.loc[row["task_id"]]
        unit = label(lists, "bodies", task["lead_unit"], language)
        named = text("evidence_led_by", language, task=task[f"label_{language}"], unit=unit)
        found.setdefault(str(row["figure_id"]), []).extend(_facts(language, [("task", named)]))
    for row in tables.load_conditions().dropna(subset="figure_id").to_dict("records"):
        condition = {"number": row["condition"], "label": row[f"label_{language}"]}
        named = text("evidence_numbered_condition", language, **condition)
        found.setdefault(str(row["figure_id"]), []).extend(_facts(language, [("condition", named)]))
    return found
