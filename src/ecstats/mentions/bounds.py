"""The words before a number: how they bound it, its sign and its currency."""

import re
from typing import NamedTuple

from ecstats.mentions import lexicon

SIGNS = frozenset("-−–")
_BARE = frozenset("十百千万亿半")


# Words that may end before a number by their last character, longest first: each with its bound
# and the characters that it must not follow.
_Endings = dict[str, list[tuple[str, str, str]]]


def _endings(bounds: dict[str, str]) -> _Endings:
    """The words of a lexicon table as `_ending` looks them up."""
    words = [(word, bound) for bound, listed in bounds.items() for word in listed.split()]
    found: _Endings = {}
    for word, bound in sorted(words, key=lambda pair: -len(pair[0])):
        guard = lexicon.NOT_BEFORE.get(word[0], "")
        found.setdefault(word[-1], []).append((word, bound, guard))
    return found


_BEFORE = _endings(lexicon.BEFORE)
_BEFORE_SCALE = _endings(lexicon.BEFORE_SCALE)
# 不低于人民币5000万元.
_CURRENCY = "人民币"
# USD 5000
_CODE = re.compile(r"(?<![A-Za-z])(USD|EUR|RMB|CNY|HKD|JPY|GBP) \Z")
_NEGATIVE = _endings({"": "负 负增长 零下"})
_NO_SIGN_AFTER = frozenset("0123456789)）]】〕%—") | SIGNS | lexicon.LATIN
SPACES = frozenset(" ")


class Words(NamedTuple):
    """What stands before a number: where it starts, its bound word, its sign, its currency."""

    start: int
    bound: str | None
    negative: bool
    unit: str | None


def words_before(text: str, start: int, floor: int) -> Words:
    """Bound words and sign that adjoin the number at `start`, not reaching before `floor`."""
    begin, bound, negative, unit = start, None, False, None
    if text[start] in _BARE:
        found = _ending(_BEFORE_SCALE, text, start, floor)
        if found:
            begin, bound = found
    elif is_negative(text, start):
        begin, negative = start - 1, True
    elif found := _ending(_NEGATIVE, text, start, floor):
        begin, negative = found[0], True
    elif text[start - 1] in SPACES:
        code = _CODE.search(text[max(floor, start - 5) : start])
        begin, unit = (start - 4, code[1]) if code else (start, None)
    found = _ending(_BEFORE, text, begin, floor)
    if text[begin - 1] in SPACES:
        found = _ending(_BEFORE, text, begin - 1, floor)
    if text.endswith(_CURRENCY, floor, begin):
        found = _ending(_BEFORE, text, begin - 3, floor)
    if found:
        begin, bound = found
    return Words(begin, bound, negative, unit)


def is_negative(text: str, start: int) -> bool:
    """Whether a minus sign stands before the number at `start`."""
    signed = text[start - 1 : start] in SIGNS and text[start] not in _BARE
    return signed and (start == 1 or text[start - 2] not in _NO_SIGN_AFTER)


def _ending(endings: _Endings, text: str, end: int, floor: int) -> tuple[int, str] | None:
    """Where the longest of the words begins that ends at `end`, and its bound."""
    for word, bound, guard in endings.get(text[end - 1], ()):
        begin = end - len(word)
        if begin >= floor and text.startswith(word, begin):
            if begin and text[begin - 1] in guard:
                return None
            return begin, bound
    return None
