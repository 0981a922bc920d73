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
_NATIONAL = re.compile("全国|我国|国内(?!外)")
# What a share of the label says of the number's own clause, its sentence, its heading.
_WEIGHTS = (1.0, 0.5, 0.25)


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
        The number's clause (or row label), its sentence, its heading.
    most : int
        So many at most.

    Returns
    -------
    list of Hint
        Best first; the score is the part of the label, weighted by how rare its pairs of
        characters are, that the words hold: all of it in the number's own clause is 1.
    """
    held = [_pairs(part) for part in words]
    percent = unit in ("PERCENT", "PERCENTAGE_POINT", "FRACTION")
    found = []
    for code, zh, en, measure, pairs in known.rows:
        if not change and unit and (measure in _RATIO) != percent and measure != "rate":
            continue
        total = sum(known.weights[pair] for pair in pairs) or 1.0
        score = sum(
            known.weights[pair]
            * max((w for w, there in zip(_WEIGHTS, held, strict=False) if pair in there), default=0)
            for pair in pairs
        )
        if score:
            found.append(Hint(code, zh, en, score / total))
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
        parts = [label, *re.split("[（）()]", label)]
        if code == "ref_area":
            parts += [_SUFFIX.sub("", label)]
        for part in parts:
            if len(part) > 1:
                found.setdefault(simplified(part), str(getattr(row, code)))
    return found


def area(known: Mapping[str, str], words: str, own: str) -> str:
    """The area of a number: the last one named before it in its sentence, else its document's."""
    places = [(words.rfind(name), code) for name, code in known.items() if name in words]
    places += [(found.start(), own) for found in _OWN.finditer(words)]
    places += [(found.start(), "CN") for found in _NATIONAL.finditer(words)]
    return max(places)[1] if places else own


def entity(known: Mapping[str, str], words: str) -> str:
    """The firm, platform or programme named last before a number; empty if none is."""
    places = [(words.rfind(name), len(name), code) for name, code in known.items() if name in words]
    return max(places)[2] if places else ""


def _pairs(words: str) -> frozenset[str]:
    plain = _SIGNS.sub("", simplified(words))
    for short, full in _SHORT.items():
        plain = plain.replace(short, full)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))
