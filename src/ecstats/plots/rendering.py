"""One walk through a figure draws it as SVG and as PNG.

matplotlib walks through a figure once for every format, and lays each text out four times on the
way. Here its SVG and Agg renderers get the same commands in one walk, those for Agg in larger
pixels, and a text is laid out once. The SVG is the same to the byte as that of ``savefig``.
"""

import io
import struct
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple, cast

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Affine2D, Transform, TransformedPath
from PIL import Image, PngImagePlugin

from ecstats.plots import fonts

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
    quarter larger and take twice the time. What Pillow does not filter is a picture with a
    palette, so it gets the bytes to compress as one.
    """
    image = Image.fromarray(pixels).convert("RGB")
    width, height = image.size
    unfiltered = Image.frombuffer("P", (3 * width, height), image.tobytes(), "raw", "P", 0, 1)
    resolution = round(PNG_DPI / 0.0254)  # in pixels per metre
    png = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    png.seek(0, io.SEEK_END)
    PngImagePlugin.putchunk(png, b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0))
    PngImagePlugin.putchunk(png, b"pHYs", struct.pack("!IIB", resolution, resolution, 1))
    PngImagePlugin.putchunk(png, b"IDAT", unfiltered.tobytes("zip", "P", False, 2, -1))
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


@cache
def _properties() -> FontProperties:
    fonts.register()
    return FontProperties(family=[fonts.FAMILY, fonts.SYMBOLS_FAMILY], size=_PLAIN.FONT_SCALE)


def _font() -> FT2Font:
    font = get_font([str(fonts.FONT_FILE), str(fonts.SYMBOLS_FILE)])
    font.set_size(_PLAIN.FONT_SCALE, _PLAIN.DPI)
    return font


@cache
def _outlines() -> dict[str, tuple[Any, Any]]:
    """Those of all glyphs that were laid out so far, by name."""
    return {}


@cache
def _reach(character: str) -> tuple[float, float, float]:
    """Advance, highest and lowest point of a character."""
    width, height, descent = _PLAIN.get_text_width_height_descent(character, _properties(), False)
    return width, height - descent, -descent


@lru_cache(maxsize=4096)
def _lay_out(text: str) -> _Laid:
    read = _outlines()
    glyphs, *_ = _PLAIN.get_glyphs_with_font(_font(), text, read)
    if not text:
        return _Laid([], {}, (0.0, 0.0, 0.0))
    tops, bottoms = zip(*(_reach(one)[1:] for one in text), strict=True)
    width = glyphs[-1][1] + _reach(text[-1])[0]
    outlines = {name: read[name] for name, *_ in glyphs}
    return _Laid(glyphs, outlines, (width, max(tops) - min(bottoms), -min(bottoms)))


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
