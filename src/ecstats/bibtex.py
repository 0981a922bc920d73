"""Entries for a bibliography that biblatex and biber read: UTF-8, Chinese as it is."""

import re
from collections.abc import Mapping, Sequence

__all__ = ["Author", "entry", "escaped"]

Author = tuple[str, str]
"""Family and given name, or the whole name of an office and nothing."""

# Braces by name: BibTeX counts them even behind a backslash, so that one alone ends a field.
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}  # fmt: skip
# Braces around the whole keep capitals, and an office's name with "and" in one piece.
_WHOLE = frozenset(["title", "titleaddon"])


def entry(kind: str, key: str, authors: Sequence[Author], fields: Mapping[str, str]) -> str:
    """Write an entry.

    Parameters
    ----------
    kind : str
        Type of the entry: ``"misc"``, ``"software"``, ``"dataset"``.
    key : str
        Citation key; characters that a key may not have become hyphens.
    authors : sequence of Author
    fields : mapping of str to str
        Plain text by field; empty ones are left out. `url` is written verbatim, except for
        characters that an address may not have.

    Returns
    -------
    str
        The entry, without a line break at the end.
    """
    names = " and ".join(
        f"{escaped(family)}, {escaped(given)}" if given else f"{{{escaped(family)}}}"
        for family, given in authors
    )
    values = {"author": names} | {field: _value(field, text) for field, text in fields.items()}
    lines = [f"  {field} = {{{value}}}," for field, value in values.items() if value]
    return "\n".join([f"@{kind}{{{re.sub('[^A-Za-z0-9.:-]', '-', key)},", *lines, "}"])


def escaped(text: str) -> str:
    r"""Escape what TeX reads as a command: `50 %` becomes `50 \%`; runs of space become one."""
    return "".join(_TEX.get(character, character) for character in " ".join(text.split()))


def _value(field: str, text: str) -> str:
    if field == "url":
        from urllib.parse import quote

        return quote(text, safe="%/:=&?#+!$,;'@()*[]~")
    return f"{{{escaped(text)}}}" if field in _WHOLE and text else escaped(text)
