"""The letters of a text: where each stands, and its outline.

matplotlib lays a text out anew wherever it stands, character by character; here this is done once,
and from what is known of pairs of characters. The result is the same to the last bit.
"""

import re
from collections import deque
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import accumulate, pairwise, starmap
from typing import Any, Final, NamedTuple

import numpy as np
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path
from matplotlib.textpath import TextToPath

from ecstats.plots import fonts

__all__ = ["Laid", "Letters", "heights", "lay_out", "learn", "outline"]


_PLAIN: Final = TextToPath()
_COMMON: Final = (
    r" -@\[-`{-~\xa0-\xa9\xab\xac\xae-\xb9\xbb-\xbf×÷\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"
    r"\u2190-\u22ff\u2500-\u27bf\u3000-\u3004\u3008-\u3020\u3030！-＠［-｀｛-｠￥"
)
_LATIN: Final = r"A-Za-zªºÀ-ÖØ-öø-\u024f"
_HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff"
# In a text of one of these scripts a character's distance depends on the one before it alone.
_PAIRWISE: Final = re.compile(f"[{_COMMON}{_LATIN}]*|[{_COMMON}{_HAN}]*")
# Letters and their punctuation: only between them the fonts have kerning.
_KERNED: Final = re.compile(f"[!-~{_LATIN}¡«®»¿–—]*")


class Laid(NamedTuple):
    """A text at the size `TextToPath.FONT_SCALE`."""

    glyphs: list[tuple[str, float, float, float]]
    outlines: dict[str, tuple[Any, Any]]
    extent: tuple[float, float, float]


def _font() -> FT2Font:
    font = get_font([str(fonts.FONT_FILE), str(fonts.SYMBOLS_FILE)])
    font.set_size(_PLAIN.FONT_SCALE, _PLAIN.DPI)
    return font


def learn(texts: Iterable[str]) -> None:
    """Find now what texts have in common with others of the same characters."""
    for text in texts:
        for line in text.split("\n"):
            if _PAIRWISE.fullmatch(line):
                deque(map(_glyph, line), maxlen=0)
                deque(starmap(_step, pairwise(line)), maxlen=0)


class _Glyph(NamedTuple):
    """What a character is drawn with, how far it advances, and what it reaches."""

    name: str
    outline: tuple[Any, Any]
    advance: float
    top: float
    bottom: float


@cache
def _glyph(character: str) -> _Glyph:
    [(name, *_)], outlines, _ = _PLAIN.get_glyphs_with_font(_font(), character)
    advance, height, descent = _extent(character)
    return _Glyph(name, outlines[name], advance, height - descent, -descent)


@cache
def _step(character: str, following: str) -> float:
    """How far a character stands from the one before it."""
    if not _KERNED.fullmatch(pair := character + following):
        return _glyph(character).advance
    return _extent(pair)[0] - _glyph(following).advance


def _extent(text: str) -> tuple[float, float, float]:
    """Advance, height and descent."""
    font = _font()
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width, height = font.get_width_height()
    return width / 64, height / 64, font.get_descent() / 64


@lru_cache(maxsize=4096)
def lay_out(text: str) -> Laid:
    """Lay out a text of one line."""
    if not text:
        return Laid([], {}, (0.0, 0.0, 0.0))
    if not _PAIRWISE.fullmatch(text):
        glyphs, outlines, _ = _PLAIN.get_glyphs_with_font(_font(), text)
        return Laid(glyphs, outlines, _extent(text))
    found = [_glyph(character) for character in text]
    places = list(accumulate(starmap(_step, pairwise(text)), initial=0.0))
    top, bottom = max(glyph.top for glyph in found), min(glyph.bottom for glyph in found)
    return Laid(
        [(glyph.name, x, 0.0, 1.0) for glyph, x in zip(found, places, strict=True)],
        {glyph.name: glyph.outline for glyph in found},
        (places[-1] + found[-1].advance, top - bottom, -bottom),
    )


@lru_cache(maxsize=4096)
def outline(text: str) -> Path:
    """Outline of a text as one path."""
    laid = lay_out(text)
    parts = [laid.outlines[name] for name, *_ in laid.glyphs]
    vertices = [
        part[0] + (x, y)
        for part, (_, x, y, _) in zip(parts, laid.glyphs, strict=True)
        if len(part[0])
    ]
    if not vertices:
        return Path(np.empty((0, 2)))
    return Path(np.concatenate(vertices), np.concatenate([codes for _, codes in parts]))


@cache
def heights(size: float, dpi: float) -> tuple[float, float, float]:
    """Ascent, descent and gap between lines of the font in pixels, as `Text` reads them."""
    font: Any = _font()
    lines, units = font.get_sfnt_table("OS/2"), font.get_sfnt_table("head")
    scale = 1 / units["unitsPerEm"] * size * dpi / 72
    ascent, descent, gap = (lines[f"sTypo{name}"] for name in ("Ascender", "Descender", "LineGap"))
    return ascent * scale, -descent * scale, gap * scale


class Letters(TextToPath):
    """What matplotlib asks of a text, from what is laid out already."""

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        """See matplotlib."""
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        scale = prop.get_size_in_points() / self.FONT_SCALE
        width, height, descent = lay_out(s).extent
        return width * scale, height * scale, descent * scale

    def get_text_path(
        self, prop: FontProperties, s: str, ismath: Any = False, **features: Any
    ) -> Any:
        """See matplotlib."""
        if ismath:
            return super().get_text_path(prop, s, ismath, **features)
        path = outline(s)
        return path.vertices, path.codes
