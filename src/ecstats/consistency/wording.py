"""Figures, periods and intervals in the words of a sentence, in English and in Chinese."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, isinf, log10
from typing import Literal, NamedTuple, TypeAlias

import pandas as pd

from ecstats.consistency.quoted import QuotedFigure
from ecstats.intervals import Interval

__all__ = [
    "Labels",
    "Language",
    "about",
    "figure",
    "labels",
    "name",
    "period",
    "reproduced",
    "span",
]

Language: TypeAlias = Literal["en", "zh"]
Pair: TypeAlias = tuple[str, str]

_EN = {"over": "over {}", "at_least": "at least {}", "some_over": "somewhat over {}",
       "nearly": "nearly {}", "about": "about {}", "at_most": "at most {}", "under": "under {}",
       "order_of_magnitude": "of the order of {}"}  # fmt: skip
_ZH = {"over": "超过{}", "at_least": "{}以上", "some_over": "{}", "nearly": "近{}",
       "about": "约{}", "at_most": "{}以内", "under": "不足{}",
       "order_of_magnitude": "{}级"}  # fmt: skip
_SCALES_EN = ((12, "trillion"), (9, "billion"), (6, "million"))
_SCALES_ZH = ((8, "亿"), (4, "万"))
_RATIOS = {"PERCENT": (" %", "%"), "PERCENTAGE_POINT": (" percentage points", "个百分点")}
_PARTS = {
    "S1": ("the first half of {}", "{}年上半年"),
    "S2": ("the second half of {}", "{}年下半年"),
}
_PER = {"county": ("per county", "每县"), "prefecture": ("per prefecture", "每市"),
        "village": ("per village", "每村"), "industry": ("per industry", "每产业"),
        "year": ("per year", "每年")}  # fmt: skip


class Labels(NamedTuple):
    """Names in English and Chinese by identifier."""

    indicators: Mapping[str, Pair]
    areas: Mapping[str, Pair]
    entities: Mapping[str, Pair]
    units: Mapping[str, Pair]
    singulars: Mapping[str, Pair]


def labels(
    indicators: pd.DataFrame,
    areas: pd.DataFrame | None,
    entities: pd.DataFrame | None,
    units: pd.DataFrame | None,
) -> Labels:
    """Collect the names from the code lists; an identifier without a name stands for itself."""

    def pairs(table: pd.DataFrame | None, key: str, stem: str) -> dict[str, Pair]:
        if table is None:
            return {}
        cells = table[[key, f"{stem}_en", f"{stem}_zh"]].astype("string").fillna("")
        return {row[0]: (row[1], row[2]) for row in cells.itertuples(index=False)}

    return Labels(
        pairs(indicators, "indicator_id", "label"),
        pairs(areas, "ref_area", "label"),
        pairs(entities, "entity_id", "label"),
        pairs(units, "unit_measure", "symbol"),
        pairs(units, "unit_measure", "label"),
    )


def name(known: Mapping[str, Pair], identifier: str, language: Language) -> str:
    """Name of an indicator or area, or the identifier itself."""
    return known.get(identifier, (identifier, identifier))[language == "zh"] or identifier


def period(text: str | None, language: Language) -> str:
    """Period in words: `2020-S1` is the first half of 2020."""
    if text is None:
        return "no stated period" if language == "en" else "未注明时期"
    if "/" in text:
        first, last = text.split("/", 1)
        return f"{first} to {last}" if language == "en" else f"{first}—{last}年"
    year, _, part = text.partition("-")
    if part in _PARTS:
        return _PARTS[part][language == "zh"].format(year)
    if re.fullmatch(r"Q[1-4]", part):
        return f"quarter {part[1]} of {year}" if language == "en" else f"{year}年第{part[1]}季度"
    if re.fullmatch(r"\d{2}", part):
        return f"{year}-{part}" if language == "en" else f"{year}年{int(part)}月"
    return text if language == "en" else f"{text}年"


def about(known: Labels, row: QuotedFigure, language: Language) -> str:
    """Indicator and area or entity (and what a per-unit figure applies to) of a figure."""
    if row.entity_id is None:
        place = name(known.areas, row.ref_area, language)
    else:
        place = name(known.entities, row.entity_id, language)
    indicator = name(known.indicators, row.indicator_id, language)
    per = _PER.get(row.per or "", (row.per or "", row.per or ""))[language == "zh"]
    per = "" if per in indicator else per
    if language == "en":
        return f"{indicator}, {place}" + (f", {per}" if per else "")
    return f"{place}“{indicator}”" + (f"（{per}）" if per else "")


def figure(known: Labels, row: QuotedFigure, language: Language) -> str:
    """Value of a figure with unit and bound word, every printed digit kept."""
    texts = [row.text] if row.upper_text is None else [row.text, row.upper_text]
    values = [Decimal(text).scaleb(row.unit_mult) for text in texts]
    power, scale = _scale(max(map(abs, values)), row.unit_measure, language)
    if language == "zh" and row.unit_mult in (4, 8) and row.unit_measure not in _RATIOS:
        power, scale = row.unit_mult, dict(_SCALES_ZH)[row.unit_mult]
    numbers = ("–" if language == "en" else "至").join(
        f"{value.scaleb(-power):,f}" if language == "en" else f"{value.scaleb(-power):f}"
        for value in values
    )
    words = _EN if language == "en" else _ZH
    unit = _unit(known, row.unit_measure, language)
    if language == "en" and values == [1] and row.unit_measure in known.singulars:
        unit = f" {name(known.singulars, row.unit_measure, 'en')}"
    if language == "zh" and row.bound == "some_over":
        unit = f"多{unit}"
    amount = numbers + scale + unit
    return words.get(row.bound, "{}").format(amount)


def span(known: Labels, bounds: Interval, unit: str, language: Language) -> str:
    """Interval in words, with as many decimals as its width deserves."""
    low, high = bounds.lower, bounds.upper
    ends = [end for end in (low, high) if not isinf(end)]
    if not ends:
        return "any value" if language == "en" else "任何数值"
    power, scale = _scale(
        max(abs(Decimal(Fraction(end).numerator) / Fraction(end).denominator) for end in ends),
        unit,
        language,
    )
    scaled = [Fraction(end) / Fraction(10) ** power for end in ends]
    decimals = _decimals(scaled, 2 if unit in _RATIOS else 0)
    texts = [_decimal(end, decimals, language) for end in scaled]
    suffix = scale + _unit(known, unit, language)
    if len(ends) == 1:
        word = ("at least {}", "{}以上") if isinf(high) else ("at most {}", "{}以内")
        return word[language == "zh"].format(texts[0] + suffix)
    if texts[0] == texts[1]:
        return texts[0] + suffix
    if language == "en":
        return f"{texts[0]} to {texts[1]}{suffix}"
    return f"{texts[0]}{scale or '%' * (unit == 'PERCENT')}至{texts[1]}{suffix}"


def _decimals(ends: Sequence[Fraction], least: int) -> int:
    """Decimals that show the width of an interval, or four digits of a single number."""
    if len(set(ends)) == 2:
        return max(least, min(6, ceil(-log10(abs(ends[1] - ends[0])))))
    if ends[0].denominator == 1:
        return 0
    return max(least, min(6, 3 - floor(log10(abs(ends[0])))))


def _decimal(value: Fraction, decimals: int, language: Language) -> str:
    rounded = round(value, decimals)
    number = Decimal(rounded.numerator) / Decimal(rounded.denominator)
    return f"{number:,.{decimals}f}" if language == "en" else f"{number:.{decimals}f}"


def _scale(size: Decimal, unit: str, language: Language) -> tuple[int, str]:
    if unit in _RATIOS or unit == "YEAR":
        return 0, ""
    for power, word in _SCALES_EN if language == "en" else _SCALES_ZH:
        if size >= Decimal(10) ** power:
            return power, f" {word}" if language == "en" else word
    return 0, ""


def _unit(known: Labels, unit: str, language: Language) -> str:
    if unit == "YEAR":
        return "" if language == "en" else "年"
    if unit in _RATIOS:
        return _RATIOS[unit][language == "zh"]
    symbol = name(known.units, unit, language)
    return f" {symbol}" if language == "en" else symbol


def reproduced(result: str, what_en: str, what_zh: str) -> tuple[str, str]:
    """Say in both languages whether the quoted number follows."""
    if result == "consistent":
        return f"which reproduces {what_en}", f"与{what_zh}相符"
    return f"which does not give {what_en}", f"得不出{what_zh}"
