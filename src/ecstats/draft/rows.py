"""Rows of a draft: every quantity of a document with all that is proposed for it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ecstats import mentions, tables
from ecstats.documents import row_label
from ecstats.draft import code_lists, layout, periods
from ecstats.draft.code_lists import Unit
from ecstats.draft.kinds import Context, Kind, kind_of
from ecstats.draft.periods import UNKNOWN, Dated, Published
from ecstats.errors import InputError
from ecstats.extraction.cells import cell_at
from ecstats.mentions import Mention, Reading

__all__ = [
    *("BANDS", "DOUBTS", "REVIEW", "Codes", "Document", "bands", "codes", "confidence", "draft")
]

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
# Two rows that agree in these say the same thing; one may say it with a bound word.
_SAID = (
    "indicator_id ref_area entity_id time_period obs_kind obs_value obs_value_upper "
    "unit_measure unit_mult reference per"
).split()
_RATES = ("同比", "环比", "增速", "增长", "下降")
_ITEMS = re.compile("[、和与]")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_COLONS = frozenset(":：︰∶")
_SPELT = re.compile("[0-9０-９]")
# How far to trust a row: the share of such rows that a reviewer leaves as they are in value, unit,
# multiplier, bound, kind and period. A doubt is a property that can be seen in the row; its factor
# was set by hand against the five documents of the project (`benchmarks/draft.py`).
BASE = 0.95
BANDS = {"high": 0.7, "middle": 0.4, "low": 0.0}
DOUBTS = {
    "a numeral in words": 0.3,
    "no unit": 0.15,
    "the unit is a guess": 0.45,
    "the unit follows from a noun": 0.95,
    "the kind is by default": 0.75,
    "the period is that of the paragraph": 0.6,
    "the period is that of the heading": 0.8,
    "the period is that of the plan": 0.85,
    "the period is that of the document": 0.85,
    "no period": 0.6,
}
_UNITS = {"none": "no unit", "guess": "the unit is a guess", "noun": "the unit follows from a noun"}
_PERIODS = ("paragraph", "heading", "plan", "document")


class Document(NamedTuple):
    """A document to draft: its identifier, text, title, dates and area, as far as known."""

    source_id: str
    text: str
    title: str = ""
    published: str = ""
    ref_area: str = ""


class Codes(NamedTuple):
    """What the code lists of a data folder say, in the form that the rules need."""

    units: code_lists.Units
    labels: code_lists.Labels
    areas: Mapping[str, str]
    entities: Mapping[str, str]


def codes(folder: Path | None = None) -> Codes:
    """Read the code lists of a data folder, the package's own by default."""
    return Codes(
        code_lists.unit_forms(tables.load_units(folder=folder)),
        code_lists.labels(tables.load_indicators(folder=folder)),
        code_lists.names(tables.load_areas(folder=folder), "ref_area"),
        code_lists.names(tables.load_entities(folder=folder), "entity_id"),
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

    Examples
    --------
    >>> rows = draft(Document("own", "2020年，网店达到3.8万多家。"), codes())
    >>> rows.loc[0, ["time_period", "obs_value", "unit_mult", "unit_measure", "bound"]].tolist()
    ['2020', '3.8', '4', 'SHOP', 'some_over']
    """
    found = mentions.find(document.text)
    parts = layout.layout(document.text, document.title)
    heads = [parts.title, *(line.heading for line in parts.lines[:3])]
    plan = ""
    if parts.plan:
        horizon = layout.PATTERNS["horizon"].search(document.text)
        plan = periods.plan_span(heads) or (horizon[1] if horizon else "")
    about = "" if parts.plan else parts.about[:4]
    published = Published(document.published, plan, about if about.isdigit() else "")
    dates = periods.dates_in(document.text, found, published)
    rows: list[dict[str, str]] = []
    for mention in found:
        if mention.kind != "quantity":
            continue
        row = _row(document, mention, parts, dates, published, known)
        number = f"{document.source_id}-{first + len(rows):03}"
        rows.append({"figure_id": number, "source_id": document.source_id, **row})
    columns = [*tables.dictionary("quoted_figures")["column"], *REVIEW]
    table = pd.DataFrame(rows, columns=columns, dtype="string").fillna("")
    # The first row that says the same of the same indicator.
    earliest = table.groupby(_SAID)["figure_id"].transform("first")
    repeats = (table["indicator_id"] != "") & (table["time_period"] != "")
    table["repeats"] = earliest.where(repeats & (earliest != table["figure_id"]), "")
    return table


def _row(
    document: Document,
    mention: Mention,
    parts: layout.Layout,
    dates: periods.Dates,
    published: Published,
    known: Codes,
) -> dict[str, str]:
    """One row, without its identifiers."""
    text, start, end = document.text, mention.start, mention.end
    reading = _reading(text, mention)
    words = _context(text, start, end, parts)
    line = words.line
    stated = periods.date_of(text, start, end, dates, line, words.cell, published)
    about = periods.read(parts.about or ("" if parts.plan else parts.opening), published)
    reported = about and (about.last_year or 0) <= (published.year or 9999)
    if about and reported and stated is UNKNOWN:
        stated = about._replace(inferred=True, source="heading")
    kind = kind_of(reading, mention.text, words, stated, published)
    per = next(
        (per for per, form in layout.WORDS["per"].items() if re.search(form, words.ahead)), ""
    )
    date = _completed(stated, kind, published, per == "year")
    of_ratio = text[start - 1 : start] in _COLONS or text[end : end + 1] in _COLONS
    if of_ratio and layout.PATTERNS["shares"].search(words.sentence):
        unit = Unit("PERCENT", "noun")  # 三次产业结构为6.01:55.04:38.95
    else:
        unit = _unit(reading, words, known.units)
    value, upper = _digits(reading, kind)
    bound = reading.bound
    if bound == "exact" and layout.PATTERNS["least"].search(words.ahead):
        bound = "at_least"
    label = words.cell.label if words.cell else ""
    own = f"{label}{words.ahead}" if _is_short(words) else words.ahead
    item = f"{_ITEMS.split(own)[-1]} {_ITEMS.split(words.behind, maxsplit=1)[0]}"
    around = [item, f"{own} {words.behind}", f"{label} {words.sentence}", line.heading]
    near = code_lists.indicator_hints(known.labels, unit.code, kind.kind == "change", around)
    spelt = not _SPELT.search(mention.text) and bound != "order_of_magnitude"
    trust, doubts = confidence(spelt, unit, kind, date)
    chosen = (
        near
        and near[0].score >= CERTAIN
        and (len(near) == 1 or near[0].score - near[1].score >= AHEAD)
        and code_lists.is_whole(near[0].label_zh, own)
    )
    return {
        "start": str(start),
        "end": str(end),
        "as_written": mention.text,
        "quote": layout.quote(text, start, end),
        "indicator_id": near[0].indicator_id if chosen else "",
        "ref_area": code_lists.area_of(
            known.areas, words.sentence, words.behind, document.ref_area
        ),
        "entity_id": code_lists.entity_of(known.entities, words.sentence),
        "time_period": date.period,
        "period_basis": ("inferred" if date.inferred else "stated") if date.period else "none",
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
    for words in (label, ""):
        try:
            return mentions.read_mention(mention, words)
        except InputError:
            continue
    return Reading(str(mention.value or 0), None, 0, mention.unit, mention.bound or "exact")


def _context(text: str, start: int, end: int, parts: layout.Layout) -> Context:
    part = layout.around(text, start, end, layout.CLAUSE)
    whole = layout.around(text, start, end, layout.SENTENCE)
    cell = cell_at(text, start)
    return Context(
        layout.plain(text[part.start : start]),
        layout.plain(text[end : part.end]),
        layout.plain(text[whole.start : start]),
        layout.line_at(parts, start),
        cell and cell._replace(head=layout.plain(cell.head), label=layout.plain(cell.label)),
        parts.plan,
    )


def _is_short(words: Context) -> bool:
    """Whether a number stands alone in a table cell, so that its row's label says what it is."""
    return words.cell is not None and not re.search(r"\w", words.ahead + words.behind)


def _completed(date: Dated, kind: Kind, published: Published, yearly: bool) -> Dated:
    """The period that a kind implies where none is stated near."""
    announced = kind.kind == "target" and kind.why in ("将", "拟", "预计")
    past = date.period[: len(published.date)] <= published.date and len(date.period) > 4
    if announced and date.period and (past or date.period < published.date[:4]):
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


def _unit(reading: Reading, words: Context, known: code_lists.Units) -> Unit:
    if "/" in reading.value and reading.unit is None:
        return Unit("FRACTION", "printed")
    if reading.unit is None and reading.bound == "order_of_magnitude":
        return Unit("CNY", "guess")  # 百亿级: money, where nothing else is said
    ahead = words.ahead
    if words.cell and _is_short(words):
        ahead = _BRACKETS.sub("", words.cell.label)
    return code_lists.unit_of(known, reading.unit, ahead, words.behind, words.sentence)


def _digits(reading: Reading, kind: Kind) -> tuple[str, str]:
    """Value and upper value as the ledger stores them: signed, a fraction as a decimal."""
    value = reading.value.lstrip("+-")
    if "/" in value:
        above, below = value.split("/")
        value = above if below == "1" else f"{float(above) / float(below):.4f}"
    negative = kind.negative or (kind.kind != "change" and reading.value.startswith("-"))
    return ("-" if negative else "") + value, reading.upper or ""


def bands(trust: "pd.Series[float]") -> "pd.Series[str]":
    """The band of `BANDS` of each confidence, as an ordered category."""
    ends = [*BANDS.values()][::-1]
    return pd.cut(trust, [*ends, 1.01], right=False, labels=[*BANDS][::-1])


def confidence(spelt: bool, unit: Unit, kind: Kind, date: Dated) -> tuple[float, list[str]]:
    """The confidence of a row and its doubts.

    Parameters
    ----------
    spelt : bool
        Whether the number is in characters: 三种模式 is rarely a figure.
    unit, kind, date : Unit, Kind, Dated
        What is proposed.

    Returns
    -------
    float
        Rounded to two decimals.
    list of str
        The names of the doubts, keys of `DOUBTS`.
    """
    doubts = ["a numeral in words"] if spelt else []
    doubts += [_UNITS[unit.found_by]] if unit.found_by in _UNITS else []
    doubts += [] if kind.sure else ["the kind is by default"]
    if date.source in _PERIODS:
        doubts.append(f"the period is that of the {date.source}")
    elif date.source == "unknown" and kind.kind in ("observed", "target"):
        doubts.append("no period")
    value = BASE
    for doubt in doubts:
        value *= DOUBTS[doubt]
    return round(value, 2), doubts
