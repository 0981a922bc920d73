"""One walk through a figure draws it as SVG and as PNG.

matplotlib walks through a figure once for every format, and lays each text out four times on the
way. Here its SVG and Agg renderers get the same commands in one walk, those for Agg in larger
pixels, and a text is laid out once. The SVG is the same to the byte as that of ``savefig``.
"""

import io
import re
import struct
import zlib
from collections import deque
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise, starmap
from typing import Any, Final, NamedTuple, cast

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Affine2D, Transform, TransformedPath
from PIL import Image, PngImagePlugin

from ecstats.plots import fonts

_BAND: Final = 64
SVG_DPI: Final = 72
PNG_DPI: Final = 200
_LARGER: Final = Affine2D().scale(PNG_DPI / SVG_DPI).frozen()


def draw(figure: Figure) -> tuple[str, bytes]:
    """Draw a figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Its texts are in the fonts of the charts (`style.drawing`).

    Returns
    -------
    svg : str
    png : bytes
        Of `PNG_DPI` pixels per inch.
    """
    width, height = (float(length) for length in figure.get_size_inches())
    text = io.StringIO()
    renderer = _Both(width, height, text)
    dpi, figure.dpi = figure.dpi, SVG_DPI
    try:
        figure.draw(renderer)
    finally:
        figure.dpi = dpi
    renderer.svg.finalize()
    return text.getvalue(), _png(np.asarray(renderer.agg.buffer_rgba()))


def _png(pixels: Any) -> bytes:
    """Encode a picture, of which no pixel is transparent: behind every chart is paper.

    ``Image.save`` would filter each row first, which helps photographs: flat pictures become a
    quarter larger and take twice the time. In bands, what is made of the pixels stays small.
    """
    height, width, _ = pixels.shape
    resolution = round(PNG_DPI / 0.0254)  # in pixels per metre
    png = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    png.seek(0, io.SEEK_END)
    PngImagePlugin.putchunk(png, b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0))
    PngImagePlugin.putchunk(png, b"pHYs", struct.pack("!IIB", resolution, resolution, 1))
    compressor = zlib.compressobj(2)
    for top in range(0, height, _BAND):
        band = Image.fromarray(pixels[top : top + _BAND]).convert("RGB")
        unfiltered = np.zeros((band.height, 1 + 3 * width), np.uint8)
        unfiltered[:, 1:] = np.frombuffer(band.tobytes(), np.uint8).reshape(band.height, -1)
        PngImagePlugin.putchunk(png, b"IDAT", compressor.compress(unfiltered))
    PngImagePlugin.putchunk(png, b"IDAT", compressor.flush())
    PngImagePlugin.putchunk(png, b"IEND")
    return png.getvalue()


class _Laid(NamedTuple):
    """A text at the size `TextToPath.FONT_SCALE`."""

    glyphs: list[tuple[str, float, float, float]]
    outlines: dict[str, tuple[Any, Any]]
    extent: tuple[float, float, float]


class _Outlines(TextToPath):
    """Texts laid out once, whatever their size and wherever they stand."""

    def get_text_width_height_descent(
        self,
        s: str,
        prop: FontProperties,
        ismath: Any,  # noqa: ARG002
    ) -> tuple[float, float, float]:
        scale = prop.get_size_in_points() / self.FONT_SCALE
        width, height, descent = _lay_out(s).extent
        return width * scale, height * scale, descent * scale

    def get_glyphs_with_font(
        self,
        font: FT2Font,  # noqa: ARG002
        s: str,
        glyph_map: dict[str, Any] | None = None,
        return_new_glyphs_only: bool = False,
        **_features: object,
    ) -> tuple[list[tuple[str, float, float, float]], dict[str, tuple[Any, Any]], list[Any]]:
        laid = _lay_out(s)
        known = glyph_map if glyph_map is not None and return_new_glyphs_only else {}
        new = {name: one for name, one in laid.outlines.items() if name not in known}
        return laid.glyphs, new, []

    def _get_font(self, _: FontProperties) -> FT2Font:
        return _font()


_PLAIN: Final = TextToPath()
_OUTLINES: Final = _Outlines()
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
def _lay_out(text: str) -> _Laid:
    if not text:
        return _Laid([], {}, (0.0, 0.0, 0.0))
    found = [_glyph(character) for character in text]
    outlines = {glyph.name: glyph.outline for glyph in found}
    if _PAIRWISE.fullmatch(text):
        places = accumulate(starmap(_step, pairwise(text)), initial=0.0)
        glyphs = [(glyph.name, x, 0.0, 1.0) for glyph, x in zip(found, places, strict=True)]
    else:
        glyphs, outlines, _ = _PLAIN.get_glyphs_with_font(_font(), text)
    top, bottom = max(glyph.top for glyph in found), min(glyph.bottom for glyph in found)
    width = glyphs[-1][1] + found[-1].advance
    return _Laid(glyphs, outlines, (width, top - bottom, -bottom))


@lru_cache(maxsize=4096)
def _path(text: str) -> Path:
    """Outline of a text as one path."""
    laid = _lay_out(text)
    parts = [laid.outlines[name] for name, *_ in laid.glyphs]
    vertices = [
        part[0] + (x, y)
        for part, (_, x, y, _) in zip(parts, laid.glyphs, strict=True)
        if len(part[0])
    ]
    if not vertices:
        return Path(np.empty((0, 2)))
    return Path(np.concatenate(vertices), np.concatenate([codes for _, codes in parts]))


class _Both(RendererBase):
    """Sends each command to an SVG renderer and, in larger pixels, to an Agg renderer."""

    def __init__(self, width: float, height: float, stream: io.StringIO) -> None:
        super().__init__()
        self.dpi = SVG_DPI
        self.width, self.height = width * SVG_DPI, height * SVG_DPI
        self.svg: Any = RendererSVG(  # type: ignore[no-untyped-call]
            self.width,
            self.height,
            stream,
            image_dpi=PNG_DPI,
            metadata={"Date": None, "Creator": None},
        )
        # A height of 3.8899999999999997 inches is 778 pixels.
        columns, rows = (int(length * PNG_DPI + 1e-6) for length in (width, height))
        self.agg: Any = RendererAgg(columns, rows, PNG_DPI)  # type: ignore[no-untyped-call]
        self._text2path = self.svg._text2path = _OUTLINES

    def open_group(self, s: str, gid: str | None = None) -> None:
        self.svg.open_group(s, gid)

    def close_group(self, s: str) -> None:
        self.svg.close_group(s)

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None
    ) -> None:
        self.svg.draw_path(gc, path, transform, rgbFace)
        self.agg.draw_path(_larger(gc), path, transform + _LARGER, rgbFace)

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,
    ) -> None:
        self.svg.draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
        self.agg.draw_markers(
            _larger(gc), marker_path, marker_trans + _LARGER, path, trans + _LARGER, rgbFace
        )

    def draw_path_collection(
        self,
        gc: GraphicsContextBase,
        master_transform: Transform,
        paths: Sequence[Any],
        all_transforms: Any,
        offsets: Any,
        offset_trans: Transform,
        *styles: Any,
        **more: Any,
    ) -> None:
        self.svg.draw_path_collection(
            gc, master_transform, paths, all_transforms, offsets, offset_trans, *styles, **more
        )
        self.agg.draw_path_collection(
            _larger(gc),
            master_transform + _LARGER,
            paths,
            all_transforms,
            offsets,
            offset_trans + _LARGER,
            *styles,
            **more,
        )

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Text | None = None,
    ) -> None:
        self.svg.draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        size = prop.get_size_in_points() / _OUTLINES.FONT_SCALE
        place = Affine2D().scale(size).rotate_deg(angle).translate(x, self.height - y)
        larger = _larger(gc)
        larger.set_linewidth(0)
        self.agg.draw_path(larger, _path(s), place + _LARGER, gc.get_rgb())

    def draw_image(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        im: Any,
        transform: Transform | None = None,
    ) -> None:
        self.svg.draw_image(gc, x, y, im, transform)
        column, row = _LARGER.transform((x, y)).round()
        self.agg.draw_image(_larger(gc), column, row, im)

    def get_image_magnification(self) -> float:
        return PNG_DPI / SVG_DPI

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        return _OUTLINES.get_text_width_height_descent(s, prop, ismath)

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.width, self.height

    def flipy(self) -> bool:
        return True


def _larger(gc: GraphicsContextBase) -> GraphicsContextBase:
    """The same pen with its clips in the pixels of the PNG."""
    larger = GraphicsContextBase()
    larger.copy_properties(gc)
    if (box := gc.get_clip_rectangle()) is not None:
        larger.set_clip_rectangle(box.transformed(_LARGER))
    path, transform = cast("tuple[Path | None, Transform]", gc.get_clip_path())
    if path is not None:
        larger.set_clip_path(TransformedPath(path, transform + _LARGER))
    return larger
