"""Which indicator, area and entity a number may be about, by the words of their labels."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from typing import NamedTuple

import pandas as pd

from ecstats.draft.script import simplified

__all__ = ["Hint", "Labels", "area", "entity", "indicators", "labels", "names"]

_SIGNS = re.compile(r"[\s（）()、，,“”《》]+")
_SHORT = {"电商": "电子商务"}
_RATIO = ("share", "rate")
_SUFFIX = re.compile("(?:自治区|自治州|回族自治县|自治县|维吾尔自治区|省|市|县|区|新城)$")
_OWN = re.compile("全[省市县区]|[我本][省市县区]")
_NATIONAL = re.compile("全国|我国")
_BEGINNINGS = re.compile(r"(?:^|[，,。；;：:\s]|[年月日底初末])[“在如,]?(?!\d)")
# What a word of the label counts in the number's own item, its clause, its sentence, its heading.
_WEIGHTS = (1.0, 0.7, 0.4, 0.2)


class Hint(NamedTuple):
    """An indicator and how well its label is matched, from 0 to 1."""

    indicator_id: str
    label_zh: str
    label_en: str
    score: float


class Labels(NamedTuple):
    """Labels of indicators as pairs of characters, with the weight of each pair."""

    rows: Sequence[tuple[str, str, str, str, frozenset[str]]]
    weights: Mapping[str, float]


def labels(table: pd.DataFrame) -> Labels:
    """Take the labels of a table of indicators apart.

    Parameters
    ----------
    table : DataFrame
        As `tables.load_indicators` returns it.
    """
    rows = [
        (str(row.indicator_id), str(row.label_zh), str(row.label_en), str(row.measure),
         _pairs(str(row.label_zh)))
        for row in table.itertuples(index=False)
    ]  # fmt: skip
    counted = Counter(pair for *_, pairs in rows for pair in pairs)
    return Labels(rows, {pair: log(1 + len(rows) / n) for pair, n in counted.items()})


def indicators(
    known: Labels, unit: str, change: bool, words: Sequence[str], most: int = 3
) -> list[Hint]:
    """The indicators whose labels match the words around a number best.

    Parameters
    ----------
    known : Labels
        From `labels`.
    unit : str
        Code of the number's unit: a share in per cent is no count of firms.
    change : bool
        Whether the number is a change, which any indicator may have in per cent.
    words : sequence of str
        Those of the number's item of an enumeration, its clause, its sentence, its heading.
    most : int
        So many at most.

    Returns
    -------
    list of Hint
        Best first; the score is the part of the label, weighted by how rare its pairs of
        characters are, that the words hold: all of it in the number's own item is 1.
    """
    near: dict[str, float] = {}
    for weight, part in reversed(list(zip(_WEIGHTS, words, strict=False))):
        near |= dict.fromkeys(_pairs(part), weight)
    percent = unit in ("PERCENT", "PERCENTAGE_POINT", "FRACTION")
    found = []
    for code, zh, en, measure, pairs in known.rows:
        if not change and unit and (measure in _RATIO) != percent and measure != "rate":
            continue
        total = sum(known.weights[pair] for pair in pairs) or 1.0
        score = sum(known.weights[pair] * near[pair] for pair in pairs & near.keys())
        if score:
            # Rounded: a set adds up in any order.
            found.append(Hint(code, zh, en, round(score / total, 6)))
    found.sort(key=lambda hint: (-hint.score, hint.indicator_id))
    return [hint for hint in found[:most] if hint.score >= 0.25]


def names(table: pd.DataFrame, code: str) -> dict[str, str]:
    """Codes of areas or entities by each name that a text may use.

    Parameters
    ----------
    table : DataFrame
        As `tables.load_areas` or `tables.load_entities` returns it.
    code : str
        Its column of codes.
    """
    found: dict[str, str] = {}
    for row in table.itertuples(index=False):
        label = str(row.label_zh)
        if label == "中国":
            continue  # 中国驰名商标 are no figure of the country
        parts = [label, *re.split("[（）()]", label)]
        if code == "ref_area":
            parts += [_SUFFIX.sub("", label)]
        for part in parts:
            if len(part) > 1:
                found.setdefault(simplified(part), str(getattr(row, code)))
    return found


def area(known: Mapping[str, str], ahead: str, behind: str, own: str) -> str:
    """The area of a number.

    Parameters
    ----------
    known : mapping
        From `names`.
    ahead : str
        The words of its sentence before it.
    behind : str
        The words of its clause after it: an area there is that of what is counted (5家湖北企业).
    own : str
        That of its document.

    Returns
    -------
    str
        The code of the area that begins the last clause that begins with one; the document's
        where 全省 or 我市 does, or where none does.
    """
    if found := next((code for name, code in known.items() if behind.startswith(name)), None):
        return found
    chosen = own
    for begin in _BEGINNINGS.finditer(ahead):
        at = begin.end()
        if _NATIONAL.match(ahead, at):
            chosen = "CN"
        elif _OWN.match(ahead, at):
            chosen = own
        while name := max((n for n in known if ahead.startswith(n, at)), key=len, default=""):
            chosen, at = known[name], at + len(name)
    return chosen


def entity(known: Mapping[str, str], ahead: str) -> str:
    """The firm, platform or programme named last before a number, but not in an enumeration."""
    places = [
        (found.start(), len(name), code)
        for name, code in known.items()
        for found in re.finditer(f"(?<!、){re.escape(name)}(?![、等])", ahead)
    ]
    return max(places)[2] if places else ""


def _pairs(words: str) -> frozenset[str]:
    plain = _SIGNS.sub("", simplified(words))
    for short, full in _SHORT.items():
        plain = plain.replace(short, full)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))
