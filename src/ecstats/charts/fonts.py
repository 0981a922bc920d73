"""The fonts of the charts: registered, measured, and wrapped in both scripts."""

import math
from functools import cache
from pathlib import Path

from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.textpath import TextToPath

FONT_FILE = Path(__file__).parent.parent / "fonts" / "ecstats-sans-sc.ttf"
FAMILY = "ecstats Sans SC"
"""Name that no installed font has: no other file can be drawn in place of the one shipped."""

NEVER_FIRST = "，。、；：？！）》」』”’…—%‰·,.;:!?)]}»"
NEVER_LAST = "（《「『“‘([{«¥$"


def register() -> None:
    """Make the Chinese font known to matplotlib, once; DejaVu Sans, its fallback, it brings."""
    if FAMILY not in fontManager.get_font_names():
        fontManager.addfont(FONT_FILE)


@cache
def _advance(piece: str) -> float:
    """Width of a piece of one line as a multiple of the font size."""
    register()
    font = FontProperties(family=[FAMILY, "DejaVu Sans"], size=100)
    width, _, _ = TextToPath().get_text_width_height_descent(piece, font, ismath=False)
    return float(width) / 100


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
        Width in inches.
    """
    # Not sum(): Python 3.12 made it exact, and a last bit can move a line break.
    lines = (math.fsum(_advance(piece) for piece in _pieces(line)) for line in text.split("\n"))
    return max(lines) * size / 72


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
    width : float
        Room in inches.
    size : float
        Font size in points.

    Returns
    -------
    str
        The text with line breaks. A word wider than `width` stays whole.

    Examples
    --------
    >>> print(wrap("Online retail sales", width=0.9, size=9.5))
    Online retail
    sales
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
