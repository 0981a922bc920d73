"""The words around numbers in official prose: units, bound words, names and look-alikes.

The words themselves stand in `words.toml`, in the forms of `normalise`; `pattern` makes regular
expressions of them.
"""

import re
import string
import tomllib
from collections.abc import Iterable
from importlib.resources import files

_WORDS = tomllib.loads((files("ecstats.mentions") / "words.toml").read_text("utf-8"))

LATIN = frozenset(string.ascii_letters)
UNITS: list[str] = _WORDS["units"].split()
RANKS: list[str] = _WORDS["ranks"].split()
AFTER_ONE: str = _WORDS["after_one"]
NAMES: list[str] = _WORDS["names"].split()
NUMBERS_AS_NAMES = frozenset(_WORDS["numbers_as_names"].split())
NOT_NUMBERS: list[str] = _WORDS["not_numbers"].split()
# Bound words by the bound that they say: {"over": "超过 突破 …"}.
BEFORE: dict[str, str] = _WORDS["before"]
BEFORE_SCALE: dict[str, str] = _WORDS["before_scale"]
AFTER: dict[str, str] = _WORDS["after"]
NOT_BEFORE: dict[str, str] = _WORDS["not_before"]


def pattern(words: Iterable[str]) -> str:
    """Alternation of `words`, longest first.

    ``支/持付`` stands for 支 that is not followed by 持 or 付; a word that ends in a Latin
    letter is not followed by another one.
    """
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: len(word.partition("/")[0]), reverse=True):
        groups.setdefault(word[0], []).append(word[1:])
    alone = "".join(re.escape(first) for first in groups if groups[first] == [""])
    branches = [f"[{alone}]"] if alone else []
    for first, rests in groups.items():
        if rests != [""]:
            branches.append(f"{re.escape(first)}(?:{'|'.join(map(_rest, rests))})")
    return "|".join(branches)


def guarded(words: Iterable[str], not_after: dict[str, str]) -> str:
    """Like `pattern`, each word not directly after the characters listed for its first one."""
    alternatives = []
    for word in sorted(words, key=len, reverse=True):
        others = not_after.get(word[0], "")
        alternatives.append((f"(?<![{others}])" if others else "") + re.escape(word))
    return "|".join(alternatives)


def _rest(word: str) -> str:
    """A word without its first character: what it is not followed by goes into a lookahead."""
    unit, _, others = word.partition("/")
    if others:
        return f"{re.escape(unit)}(?![{others}])"
    return re.escape(unit) + (r"(?![A-Za-z])" if unit[-1:] in LATIN else "")
