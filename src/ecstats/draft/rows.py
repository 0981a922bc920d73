"""Rows of a draft: every quantity of a document with all that is proposed for it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ecstats import mentions, tables
from ecstats.documents import row_label
from ecstats.draft import clauses, hints, units
from ecstats.draft.confidence import confidence
from ecstats.draft.dating import UNKNOWN, Dated, Dates, date_of, dates_in
from ecstats.draft.kinds import Context, Kind, kind_of
from ecstats.draft.layout import Layout, layout, line_at
from ecstats.draft.periods import Published, plan_span, read
from ecstats.draft.script import simplified
from ecstats.errors import InputError
from ecstats.extraction.cells import Cell, cell_at
from ecstats.mentions import Mention, Reading

__all__ = ["REVIEW", "Codes", "Document", "codes", "draft"]

REVIEW = [
    "review_confidence",
    "review_period_from",
    "review_indicators",
    "review_indicators_zh",
    "review_indicators_en",
    "review_why",
]
# An indicator is filled in when its label stands so completely in the number's own clause.
CERTAIN, AHEAD = 0.85, 0.15
_PER = {
    "county": "每个?(?:县|区县|县市区)",
    "prefecture": "每个?(?:地市|市|设区市)",
    "village": "每个?村",
    "household": "每个?户",
    "industry": "每个?(?:产|行)业",
    "year": "年均|每年",
    "day": "日均|每天|每日",
}
# Two rows that agree in these say the same thing; one may say it with a bound word.
_SAID = (
    "indicator_id ref_area entity_id time_period obs_kind obs_value obs_value_upper "
    "unit_measure unit_mult reference per"
).split()
_RATES = ("同比", "环比", "增速", "增长", "下降")
# A plan whose title names no years ends where its first goal does.
_HORIZON = re.compile("到((?:19|20)[0-9]{2})年")
_LEAST = re.compile("至少|不少于|不低于")
_ITEMS = re.compile("[、和与]")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_SPELT = re.compile("[0-9０-９]")


class Document(NamedTuple):
    """A document to draft: its identifier, text, title, dates and area, as far as known."""

    source_id: str
    text: str
    title: str = ""
    published: str = ""
    ref_area: str = ""


class Codes(NamedTuple):
    """What the code lists of a data folder say, in the form that the rules need."""

    units: units.Units
    labels: hints.Labels
    areas: Mapping[str, str]
    entities: Mapping[str, str]


def codes(folder: Path | None = None) -> Codes:
    """Read the code lists of a data folder, the package's own by default."""
    return Codes(
        units.known(tables.load_units(folder=folder)),
        hints.labels(tables.load_indicators(folder=folder)),
        hints.names(tables.load_areas(folder=folder), "ref_area"),
        hints.names(tables.load_entities(folder=folder), "entity_id"),
    )


def draft(document: Document, known: Codes, first: int = 1) -> pd.DataFrame:
    """Propose a row for every quantity of a document.

    Parameters
    ----------
    document : Document
        Its text and what is known of it.
    known : Codes
        From `codes`.
    first : int
        Number of the first row.

    Returns
    -------
    DataFrame
        All columns of `quoted_figures.csv` in their order, then those of `REVIEW`, as text. A cell
        for which nothing is proposed is empty. Numbers without a unit in running text are left
        out when they are years, and dates, ordinals and names are no quantities.
    """
    found = mentions.find(document.text)
    parts = layout(document.text, document.title)
    heads = [parts.title, *(line.heading for line in parts.lines[:3])]
    plan = ""
    if parts.plan:
        horizon = _HORIZON.search(document.text)
        plan = plan_span(heads) or (horizon[1] if horizon else "")
    published = Published(document.published, plan)
    dates = dates_in(document.text, found, published)
    rows: list[dict[str, str]] = []
    for mention in found:
        if mention.kind != "quantity":
            continue
        row = _row(document, mention, parts, dates, published, known)
        number = f"{document.source_id}-{first + len(rows):03}"
        rows.append({"figure_id": number, "source_id": document.source_id, **row})
    _mark_repeats(rows)
    columns = [*tables.dictionary("quoted_figures")["column"], *REVIEW]
    return pd.DataFrame(rows, columns=columns, dtype="string").fillna("")


def _mark_repeats(rows: list[dict[str, str]]) -> None:
    """Name the first row in each one that says the same of the same indicator again."""
    first: dict[tuple[str, ...], str] = {}
    for row in rows:
        if row["indicator_id"] and row["time_period"]:
            said = tuple(row[column] for column in _SAID)
            before = first.setdefault(said, row["figure_id"])
            row["repeats"] = before if before != row["figure_id"] else ""


def _row(
    document: Document,
    mention: Mention,
    parts: Layout,
    dates: Dates,
    published: Published,
    known: Codes,
) -> dict[str, str]:
    """One row, without its identifiers."""
    text, start, end = document.text, mention.start, mention.end
    reading = _reading(text, mention)
    words = _context(text, start, end, parts)
    line = words.line
    stated = date_of(text, start, end, dates, line, words.cell, published)
    if stated is UNKNOWN and (about := read(parts.about, published)):
        stated = Dated(about.text, True, "heading")
    kind = kind_of(reading, mention.text, words, stated, published)
    per = next((per for per, form in _PER.items() if re.search(form, words.ahead)), "")
    date = _completed(stated, kind, published, per == "year")
    unit = _unit(reading, words, known.units)
    value, upper = _digits(reading, kind)
    bound = reading.bound
    if bound == "exact" and _LEAST.search(words.ahead):
        bound = "at_least"
    label = words.cell.label if words.cell else ""
    own = f"{label}{words.ahead}" if _is_short(words) else words.ahead
    item = f"{_ITEMS.split(own)[-1]} {_ITEMS.split(words.behind, maxsplit=1)[0]}"
    around = [item, f"{own} {words.behind}", f"{label} {words.sentence}", line.heading]
    near = hints.indicators(known.labels, unit.code, kind.kind == "change", around)
    spelt = not _SPELT.search(mention.text) and bound != "order_of_magnitude"
    trust, doubts = confidence(spelt, unit, kind, date)
    chosen = near and near[0].score >= CERTAIN and (
        len(near) == 1 or near[0].score - near[1].score >= AHEAD
    )  # fmt: skip
    return {
        "start": str(start),
        "end": str(end),
        "as_written": mention.text,
        "quote": clauses.quote(text, start, end),
        "indicator_id": near[0].indicator_id if chosen else "",
        "ref_area": hints.area(known.areas, words.sentence, words.behind, document.ref_area),
        "entity_id": hints.entity(known.entities, words.sentence),
        "time_period": date.period,
        "period_basis": _basis(date),
        "obs_kind": kind.kind,
        "obs_value": value,
        "obs_value_upper": upper,
        "unit_measure": unit.code,
        "unit_mult": str(reading.unit_mult),
        "bound": bound,
        "per": per,
        "reference": kind.reference,
        "review_confidence": f"{trust:.2f}",
        "review_period_from": date.source,
        "review_indicators": ";".join(hint.indicator_id for hint in near),
        "review_indicators_zh": ";".join(hint.label_zh for hint in near),
        "review_indicators_en": "; ".join(hint.label_en for hint in near),
        "review_why": "; ".join([f"{kind.kind}: {kind.why}", *doubts]),
    }


def _reading(text: str, mention: Mention) -> Reading:
    """The printed digits, with the scale and unit of the row's label in a table cell."""
    label = row_label(text, mention.start, mention.end)
    for words in (mention.text + label, mention.text):
        try:
            return mentions.read(words)
        except InputError:
            continue
    return Reading(str(mention.value or 0), None, 0, mention.unit, mention.bound or "exact")


def _context(text: str, start: int, end: int, parts: Layout) -> Context:
    clause, sentence = clauses.clause(text, start, end), clauses.sentence(text, start, end)
    return Context(
        simplified(text[clause.start : start]),
        simplified(text[end : clause.end]),
        simplified(text[sentence.start : start]),
        line_at(parts, start),
        _simple_cell(text, start),
        parts.plan,
    )


def _simple_cell(text: str, place: int) -> Cell | None:
    cell = cell_at(text, place)
    return cell and cell._replace(head=simplified(cell.head), label=simplified(cell.label))


def _is_short(words: Context) -> bool:
    """Whether a number stands alone in a table cell, so that its row's label says what it is."""
    return words.cell is not None and not re.search(r"\w", words.ahead + words.behind)


def _completed(date: Dated, kind: Kind, published: Published, yearly: bool) -> Dated:
    """The period that a kind implies where none is stated near."""
    announced = kind.kind == "target" and kind.why in ("将", "拟", "预计")
    if announced and date.period and date.period[: len(published.date)] <= published.date:
        date = UNKNOWN  # 截至10月初…将投资: the date is that of the announcement
    if kind.kind == "threshold" and date.inferred:
        return UNKNOWN
    if date.source not in ("unknown", "paragraph", "document"):
        return date
    if kind.kind == "target" and published.plan:
        return Dated(published.plan if yearly else published.plan.split("/")[-1], True, "plan")
    if kind.kind == "observed" and date is UNKNOWN and published.date:
        return Dated(published.date[:4], True, "document")
    compared = re.fullmatch("[0-9].*", kind.reference) and kind.why in _RATES
    if kind.kind == "change" and not compared:
        return UNKNOWN
    return date


def _basis(date: Dated) -> str:
    if not date.period:
        return "none"
    return "inferred" if date.inferred else "stated"


def _unit(reading: Reading, words: Context, known: units.Units) -> units.Unit:
    if "/" in reading.value and reading.unit is None:
        return units.Unit("FRACTION", "printed")
    if reading.unit is None and reading.bound == "order_of_magnitude":
        return units.Unit("CNY", "guess")  # 百亿级: money, where nothing else is said
    ahead = words.ahead
    if words.cell and _is_short(words):
        ahead = _BRACKETS.sub("", words.cell.label)
    return units.find(known, reading.unit, ahead, words.behind, words.sentence)


def _digits(reading: Reading, kind: Kind) -> tuple[str, str]:
    """Value and upper value as the ledger stores them: signed, a fraction as a decimal."""
    value = reading.value.lstrip("+-")
    if "/" in value:
        above, below = value.split("/")
        value = f"{int(above) / int(below):.4f}"
    negative = kind.negative or (kind.kind != "change" and reading.value.startswith("-"))
    return ("-" if negative else "") + value, reading.upper or ""
