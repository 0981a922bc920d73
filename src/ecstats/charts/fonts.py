"""The fonts of the charts: loaded by path, measured, and wrapped in both scripts."""

import math
import os
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font, LoadFlags

FONT_FILE = Path(__file__).parent.parent / "fonts" / "ecstats-sans-sc.ttf"
FAMILY = "ecstats Sans SC"
SYMBOLS_FILE = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
SYMBOLS_FAMILY = "ecstats symbols"

NEVER_FIRST = "，。、；：？！）》」』”’…—%‰·,.;:!?)]}»"
NEVER_LAST = "（《「『“‘([{«¥$"


def register() -> None:
    """Make the two font files known to matplotlib under names that no installed font has.

    matplotlib looks fonts up by family name, so a file is registered under a name of its
    own: neither a font of the user nor another copy of DejaVu Sans can take its place.
    """
    manager = font_manager.fontManager
    known = {(entry.name, entry.fname) for entry in manager.ttflist}
    for family, path in ((FAMILY, FONT_FILE), (SYMBOLS_FAMILY, SYMBOLS_FILE)):
        if (family, str(path)) not in known:
            manager.ttflist.append(font_manager.FontEntry(fname=str(path), name=family))


@cache
def _faces() -> tuple[tuple[FT2Font, frozenset[int]], ...]:
    faces = (FT2Font(str(FONT_FILE)), FT2Font(str(SYMBOLS_FILE)))
    return tuple((face, frozenset(face.get_charmap())) for face in faces)


# A font reads its file as it goes, from a place in it that a fork would share; matplotlib, too,
# opens its fonts anew there.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_faces.cache_clear)


@cache
def _advance(character: str) -> float:
    """Width of one character as a fraction of the font size."""
    for face, codes in _faces():
        if ord(character) in codes:
            glyph = face.load_char(ord(character), flags=LoadFlags.NO_SCALE)
            return float(glyph.horiAdvance) / float(face.units_per_EM)
    return 1.0


def text_width(text: str, size: float) -> float:
    """Width of the widest line of a text.

    Parameters
    ----------
    text : str
        One or more lines.
    size : float
        Font size in points.

    Returns
    -------
    float
        Width in points.
    """
    # Not sum(): Python 3.12 made it exact, and a last bit can move a line break.
    return max(math.fsum(_advance(c) for c in line) for line in text.split("\n")) * size


def _is_ideograph(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def _pieces(line: str) -> list[str]:
    """Cut a line where it may be broken; a space stays with the piece before it."""
    pieces: list[str] = []
    for character in line:
        if not pieces:
            pieces.append(character)
            continue
        before = pieces[-1][-1]
        breakable = before == " " or _is_ideograph(before) or _is_ideograph(character)
        counted = before.isdigit() and _is_ideograph(character)
        held = counted or character == " " or character in NEVER_FIRST or before in NEVER_LAST
        if breakable and not held:
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def wrap(text: str, width: float, size: float) -> str:
    """Break a text into lines that are no wider than `width`.

    English breaks at spaces, Chinese between any two characters, except that closing
    punctuation never starts a line, opening punctuation never ends one (GB/T 15834), and a
    number stays with the character that counts it (2025年).

    Parameters
    ----------
    text : str
        The text; its own line breaks are kept.
    width, size : float
        Room and font size, both in points.

    Returns
    -------
    str
        The text with line breaks. A word wider than `width` stays whole.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and text_width((line + piece).rstrip(), size) > width:
                lines.append(line.rstrip())
                line = piece
            else:
                line += piece
        lines.append(line.rstrip())
    return "\n".join(lines)
