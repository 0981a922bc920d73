"""Which unit, indicator, area and entity a number may have: the code lists and the words near."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from typing import NamedTuple

import pandas as pd

from ecstats.draft.layout import PATTERNS, WORDS, plain

_NOUN_ENDS = re.compile("[，。；,;:：！？\n\t|（）()“”《》]|(?<![A-Za-z])[0-9]")
# What so many measure words count, that the number alone says nothing.
_ANYTHING = ("个", "户", "次")
_BETWEEN = "(?:数量?|总数)?(?:已|共|仅|只)?(?:达到?|有|为|增至|增加到|发展到)?"
_PAUSES = ("、", "和", "以上", "及")
_REACH = 24
_SIGNS = re.compile(r"[\s（）()、，,“”《》]+")
_RATIO = ("share", "rate")
_BEGINNINGS = re.compile(r"(?:^|[，,。；;：:\s]|[年月日底初末])[“在如,]?(?!\d)")
# What a word of the label counts in the number's own item, its clause, its sentence, its heading.
_WEIGHTS = (1.0, 0.7, 0.4, 0.2)


class Unit(NamedTuple):
    """A code of `units.csv`, and how it was found: ``printed``, ``noun``, ``guess`` or ``none``."""

    code: str
    found_by: str


class Units(NamedTuple):
    """Codes by printed form, those of which it is the first form first, and their nouns."""

    codes: Mapping[str, tuple[str, ...]]
    first: Mapping[str, tuple[str, ...]]
    nouns: Mapping[str, str]


def unit_forms(units: pd.DataFrame) -> Units:
    """Codes of a table of units.

    Parameters
    ----------
    units : DataFrame
        As `tables.load_units` returns it. The noun of 家网店 is what follows its measure word.
    """
    forms = units.set_index("unit_measure")["printed_forms"].str.split(";").dropna()
    first = forms.str[0].reset_index().groupby("printed_forms")["unit_measure"].agg(tuple)
    every = forms.explode().reset_index().groupby("printed_forms")["unit_measure"].agg(tuple)
    codes = {
        str(form): tuple(dict.fromkeys((*first.get(form, ()), *held)))
        for form, held in every.items()
    }
    nouns: dict[str, str] = {}
    for code, label in zip(units["unit_measure"], units["label_zh"], strict=True):
        heads = [form for form in forms.get(code, ()) if label.startswith(form)]
        nouns[code] = label.removeprefix(max(heads, key=len, default=""))
    return Units(codes, {str(form): held for form, held in first.items()}, nouns)


def unit_of(units: Units, unit: str | None, before: str, after: str, sentence: str = "") -> Unit:
    """The code of a printed unit.

    Parameters
    ----------
    units : Units
        From `unit_forms`.
    unit : str or None
        As printed, in simplified form; None for a number without one.
    before, after : str
        The words of the clause before and behind the number.
    sentence : str
        The words of its sentence before the number, where a noun is only a guess.

    Returns
    -------
    Unit
        With the only code of the printed form, or the one whose noun stands nearest: behind the
        number (22个平台), or, if nothing stands there, before it (平台22个). Without a noun the
        code that names the form first, marked as a guess if several do; an empty code for 个,
        which may count anything, and for a form that no code has.
    """
    if unit is None:
        counted = next((form for form in units.first if before.endswith(f"{form}数")), None)
        if counted:
            return Unit(units.first[counted][0], "noun")
        return _by_noun(units, tuple(units.nouns), before, after) or Unit("", "none")
    codes = units.codes.get(unit, ())
    if found := _by_noun(units, codes, before, after):
        return found if len(codes) > 1 else Unit(codes[0], "printed")
    if found := _by_noun(units, codes, _NOUN_ENDS.sub("", sentence), ""):
        return Unit(found.code, "guess")
    if not codes or unit in _ANYTHING:
        return Unit("", "none")
    only = len(codes) == 1 or len(units.first.get(unit, ())) == 1
    return Unit(codes[0], "printed" if only else "guess")


def _by_noun(units: Units, codes: tuple[str, ...], before: str, after: str) -> Unit | None:
    ahead = _NOUN_ENDS.split(plain(after), maxsplit=1)[0][:_REACH]
    ahead = "" if ahead.startswith(_PAUSES) else ahead.strip()
    behind = "" if ahead else _NOUN_ENDS.split(plain(before))[-1][-_REACH:]
    places = []
    for code in codes:
        for noun in (units.nouns[code], *WORDS["nouns"].get(code, ())):
            if noun and re.search(f"{noun}(?![级域内外长])", ahead):
                places.append((0, ahead.index(noun), -len(noun), code))
            elif len(noun) == 1 and not re.search(f"{noun}{_BETWEEN}$", behind):
                continue  # 村级服务点: one character must be the last word
            elif noun and noun in behind:
                places.append((1, len(behind) - behind.rindex(noun), -len(noun), code))
    return Unit(min(places)[-1], "noun") if places else None


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


def indicator_hints(known: Labels, unit: str, change: bool, words: Sequence[str]) -> list[Hint]:
    """The three indicators whose labels match the words around a number best.

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
    return [hint for hint in found[:3] if hint.score >= 0.25]


def is_whole(label: str, words: str) -> bool:
    """Whether a label that stands in some words is the whole name: not 零售额 in 农村零售额."""
    label, words = _plain_name(label), _plain_name(words)
    place = words.rfind(label)
    return place < 0 or PATTERNS["name_begins"].search(words[:place]) is not None


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
            parts += [PATTERNS["suffix"].sub("", label)]
        for part in parts:
            if len(part) > 1:
                found.setdefault(plain(part), str(getattr(row, code)))
    return found


def area_of(known: Mapping[str, str], ahead: str, behind: str, own: str) -> str:
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
        if PATTERNS["national"].match(ahead, at):
            chosen = "CN"
        elif PATTERNS["own_area"].match(ahead, at):
            chosen = own
        while name := max((n for n in known if ahead.startswith(n, at)), key=len, default=""):
            chosen, at = known[name], at + len(name)
    return chosen


def entity_of(known: Mapping[str, str], ahead: str) -> str:
    """The firm, platform or programme named last before a number, but not in an enumeration."""
    places = [
        (found.start(), len(name), code)
        for name, code in known.items()
        for found in re.finditer(f"(?<!、){re.escape(name)}(?![、等])", ahead)
    ]
    return max(places)[2] if places else ""


def _plain_name(words: str) -> str:
    bare = plain(words)
    for short, full in WORDS["short"].items():
        bare = bare.replace(short, full)
    return bare


def _pairs(words: str) -> frozenset[str]:
    bare = _SIGNS.sub("", _plain_name(words))
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))
