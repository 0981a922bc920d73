"""The facts of an evidence page: where a figure stands, and how it was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ecstats import tables
from ecstats.evidence.words import word
from ecstats.labels.code_lists import CodeLists, figure_text, get, label, period_text
from ecstats.labels.numbers import NO_VALUE, format_interval
from ecstats.labels.words import say

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


def document(lists: CodeLists, row: Row, language: str) -> list[Fact]:
    """Document of a quoted figure, and the place of the number in it."""
    source = get(lists, "sources", row["source_id"])
    place = word(
        "characters",
        language,
        start=int(row["start"]) + 1,
        end=int(row["end"]),
        total=source["characters"],
    )
    dated = word(
        "with_basis",
        language,
        text=source["date_published"],
        basis=word(f"date_{source['date_basis']}", language),
    )
    facts = [
        Fact(word("document", language), str(source[f"title_{language}"])),
        Fact(word("issuer", language), str(source[f"issuer_{language}"])),
        Fact(word("document_number", language), cell(source, "document_number")),
        Fact(word("date", language), dated),
        Fact(word("place", language), place),
        Fact(word("copy", language), cell(source, "note")),
    ]
    return [fact for fact in facts if fact.text]


def page(lists: CodeLists, one: str, language: str) -> list[Fact]:
    """Web page of a value published later, and what it is worth."""
    row = get(lists, "published_values", one)
    return [
        Fact(word("page", language), str(row["source_title"]), str(row["source_url"])),
        Fact(word("comparability", language), word(str(row["comparability"]), language)),
        Fact(word("confidence", language), word(str(row["confidence"]), language)),
    ]


def reading(lists: CodeLists, row: Row, language: str) -> list[Fact]:
    """How a number was read: value, unit, bound, interval, and what it is about."""
    one = str(row["figure_id"])
    unit = label(lists, "units", row["unit_measure"], language)
    power = {8: ("hundred million (亿)", "亿"), 4: ("ten thousand (万)", "万")}.get(
        int(row["unit_mult"])
    )
    if power is not None:
        unit = word("scaled", language, label=unit, power=power[language == "zh"])
    indicator = get(lists, "indicators", row["indicator_id"])
    facts = [
        Fact(word("value", language), figure_text(lists, one, language)),
        Fact(word("as_written", language), cell(row, "as_written")),
        Fact(word("unit", language), unit),
        Fact(word("bound", language), word(f"bound_{row['bound']}", language)),
        Fact(
            word("interval", language),
            word("exactly", language)
            if float(row["lower"]) == float(row["upper"])
            else possible(row, language),
        ),
        Fact(word("kind", language), say(str(row["obs_kind"]), language)),
        Fact(word("indicator", language), str(indicator[f"label_{language}"])),
        Fact(word("population", language), cell(indicator, "population")),
        Fact(word("area", language), label(lists, "areas", row["ref_area"], language)),
        Fact(
            word("entity", language),
            ""
            if pd.isna(row["entity_id"])
            else label(lists, "entities", row["entity_id"], language),
        ),
        Fact(
            word("per", language), "" if pd.isna(row["per"]) else say(f"per_{row['per']}", language)
        ),
        Fact(word("period", language), _period(row, language)),
        Fact(word("reference", language), _reference(lists, row["reference"], language)),
    ]
    return [fact for fact in facts if fact.text]


def possible(row: Row, language: str) -> str:
    """Interval of a figure as text; empty where it is exact or unknown."""
    lower, upper = float(row["lower"]), float(row["upper"])
    if lower == upper:
        return ""
    text = format_interval(
        lower,
        upper,
        str(row["unit_measure"]),
        language,
        lower_open=bool(row["lower_open"]),
        upper_open=bool(row["upper_open"]),
    )
    return "" if text == NO_VALUE else text


def _period(row: Row, language: str) -> str:
    basis = cell(row, "period_basis")
    text = period_text(row["time_period"], language)
    if not basis or not text:
        return text or (word("period_none", language) if basis else "")
    return word("with_basis", language, text=text, basis=word(f"period_{basis}", language))


def _reference(lists: CodeLists, reference: Any, language: str) -> str:
    if pd.isna(reference):
        return ""
    kind, _, code = str(reference).partition(":")
    if kind == "before":
        return word("before", language)
    if kind in ("area", "indicator"):
        return label(lists, f"{kind}s", code, language)
    return period_text(reference, language)


def responsibilities(language: str) -> dict[str, list[Fact]]:
    """Tasks of the annex and conditions of the notice that figures belong to."""
    found: dict[str, list[Fact]] = {}
    bodies = tables.load_bodies().set_index("label_zh")["label_en"]
    tasks = tables.load_tasks().set_index("task_id")
    for row in tables.load_task_figures().to_dict("records"):
        task = tasks.loc[row["task_id"]]
        unit = task["lead_unit"]
        named = word(
            "led_by",
            language,
            task=task[f"label_{language}"],
            unit=unit if language == "zh" else bodies.get(unit, unit),
        )
        found.setdefault(str(row["figure_id"]), []).append(Fact(word("task", language), named))
    for row in tables.load_conditions().dropna(subset="figure_id").to_dict("records"):
        named = word(
            "numbered_condition",
            language,
            number=row["condition"],
            label=row[f"label_{language}"],
        )
        fact = Fact(word("condition", language), named)
        found.setdefault(str(row["figure_id"]), []).append(fact)
    return found
