"""The unit of a number: what its measure word counts, by the noun beside it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from ecstats.draft.script import simplified

__all__ = ["Unit", "Units", "find", "known"]

_NOUN_ENDS = re.compile("[，。；、,;:：！？\n\t|（）()“”《》]")
_REACH = 24


class Unit(NamedTuple):
    """A code of `units.csv`, and how it was found: ``printed``, ``noun``, ``guess`` or ``none``."""

    code: str
    found_by: str


class Units(NamedTuple):
    """Codes by printed form, and the nouns that tell codes of one form apart."""

    codes: Mapping[str, tuple[str, ...]]
    nouns: Mapping[str, str]


def known(units: pd.DataFrame) -> Units:
    """Codes of a table of units.

    Parameters
    ----------
    units : DataFrame
        As `tables.load_units` returns it. The noun of 家网店 is what follows its measure word.
    """
    codes: dict[str, tuple[str, ...]] = {}
    nouns: dict[str, str] = {}
    for unit in units.itertuples(index=False):
        code, label = str(unit.unit_measure), str(unit.label_zh)
        forms = str(unit.printed_forms).split(";") if pd.notna(unit.printed_forms) else []
        for form in forms:
            codes[form] = (*codes.get(form, ()), code)
        prefix = next((form for form in sorted(forms, key=len)[::-1] if label.startswith(form)), "")
        nouns[code] = label[len(prefix) :]
    return Units(codes, nouns)


def find(units: Units, unit: str | None, before: str, after: str) -> Unit:
    """The code of a printed unit.

    Parameters
    ----------
    units : Units
        From `known`.
    unit : str or None
        As printed, in simplified form; None for a number without one.
    before, after : str
        The words of the clause before and behind the number.

    Returns
    -------
    Unit
        With the only code of the printed form, or the one whose noun stands nearest: behind the
        number at once (22个平台), else before it (平台22个). Without a noun the first code that
        counts anything of that form, marked as a guess; without a code an empty one.
    """
    if unit is None:
        return _by_noun(units, tuple(units.nouns), before, after) or Unit("", "none")
    codes = units.codes.get(unit, ())
    if len(codes) == 1 and (unit not in ("个", "家", "件", "种", "次", "条", "台")):
        return Unit(codes[0], "printed")
    found = _by_noun(units, codes, before, after)
    if found:
        return found
    return Unit(codes[0], "guess") if codes else Unit("", "none")


def _by_noun(units: Units, codes: tuple[str, ...], before: str, after: str) -> Unit | None:
    ahead = _NOUN_ENDS.split(simplified(after), maxsplit=1)[0][:_REACH]
    behind = _NOUN_ENDS.split(simplified(before))[-1][-_REACH:]
    places = []
    for code in codes:
        noun = units.nouns[code]
        if not noun:
            continue
        if noun in ahead:
            places.append((0, ahead.index(noun), -len(noun), code))
        elif noun in behind:
            places.append((1, len(behind) - behind.rindex(noun), -len(noun), code))
    return Unit(min(places)[-1], "noun") if places else None
