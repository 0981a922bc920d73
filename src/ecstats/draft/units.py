"""The unit of a number: what its measure word counts, by the noun beside it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from ecstats.draft.script import simplified

__all__ = ["Unit", "Units", "find", "known"]

_NOUN_ENDS = re.compile("[，。；,;:：！？\n\t|（）()“”《》]|(?<![A-Za-z])[0-9]")
# What so many measure words count, that the number alone says nothing.
_ANYTHING = ("个",)
# Other nouns of official prose for what a code counts.
_ALSO = {
    "FIRM": ("公司", "商户", "机构", "市场主体"),
    "SHOP": ("店铺", "商铺", "旗舰店"),
    "WAREHOUSE": ("海外仓", "前置仓", "云仓"),
    "PARK": ("产业园",),
    "PERSON": ("人才", "骨干", "主播"),
    "EVENT": ("培训班", "对接会", "展会", "论坛"),
}
_BETWEEN = "(?:数量?|总数)?(?:已|共|仅|只)?(?:达到?|有|为|增至|增加到|发展到)?"
_PAUSES = ("、", "和", "以上", "及")
_REACH = 24


class Unit(NamedTuple):
    """A code of `units.csv`, and how it was found: ``printed``, ``noun``, ``guess`` or ``none``."""

    code: str
    found_by: str


class Units(NamedTuple):
    """Codes by printed form, those of which it is the first form first, and their nouns."""

    codes: Mapping[str, tuple[str, ...]]
    first: Mapping[str, tuple[str, ...]]
    nouns: Mapping[str, str]


def known(units: pd.DataFrame) -> Units:
    """Codes of a table of units.

    Parameters
    ----------
    units : DataFrame
        As `tables.load_units` returns it. The noun of 家网店 is what follows its measure word.
    """
    codes: dict[str, tuple[str, ...]] = {}
    first: dict[str, tuple[str, ...]] = {}
    nouns: dict[str, str] = {}
    for unit in units.itertuples(index=False):
        code, label = str(unit.unit_measure), str(unit.label_zh)
        forms = str(unit.printed_forms).split(";") if unit.printed_forms is not pd.NA else []
        for form in forms:
            others = codes.get(form, ())
            codes[form] = (*others, code)
            if form == forms[0]:
                first[form] = (*first.get(form, ()), code)
        prefix = next((form for form in sorted(forms, key=len)[::-1] if label.startswith(form)), "")
        nouns[code] = label[len(prefix) :]
    ordered = {
        form: tuple(dict.fromkeys((*first.get(form, ()), *held))) for form, held in codes.items()
    }
    return Units(ordered, first, nouns)


def find(units: Units, unit: str | None, before: str, after: str, sentence: str = "") -> Unit:
    """The code of a printed unit.

    Parameters
    ----------
    units : Units
        From `known`.
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
    ahead = _NOUN_ENDS.split(simplified(after), maxsplit=1)[0][:_REACH]
    ahead = "" if ahead.startswith(_PAUSES) else ahead.strip()
    behind = "" if ahead else _NOUN_ENDS.split(simplified(before))[-1][-_REACH:]
    places = []
    for code in codes:
        for noun in (units.nouns[code], *_ALSO.get(code, ())):
            if noun and re.search(f"{noun}(?![级域内外长])", ahead):
                places.append((0, ahead.index(noun), -len(noun), code))
            elif len(noun) == 1 and not re.search(f"{noun}{_BETWEEN}$", behind):
                continue  # 村级服务点: one character must be the last word
            elif noun and noun in behind:
                places.append((1, len(behind) - behind.rindex(noun), -len(noun), code))
    return Unit(min(places)[-1], "noun") if places else None
