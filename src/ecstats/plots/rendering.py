"""One walk through a figure draws it as SVG and as PNG.

matplotlib walks through a figure once for every format, and lays each text out four times on the
way. Here its SVG and Agg renderers get the same commands in one walk, those for Agg in larger
pixels, and a text is laid out once. The SVG is the same to the byte as that of ``savefig``.
"""

import io
import re
import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, cast

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform, TransformedPath
from PIL import Image, PngImagePlugin

from ecstats.plots.lettering import Letters, heights, lay_out, outline

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
    renderer = _Both(width, height)
    dpi, figure.dpi = figure.dpi, SVG_DPI
    try:
        figure.draw(renderer)
    finally:
        figure.dpi = dpi
    return renderer.svg.text(), _png(np.asarray(renderer.agg.buffer_rgba()))


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
    compressor, compressed = zlib.compressobj(2), []
    for top in range(0, height, _BAND):
        band = Image.fromarray(pixels[top : top + _BAND]).convert("RGB")
        unfiltered = np.zeros((band.height, 1 + 3 * width), np.uint8)
        unfiltered[:, 1:] = np.frombuffer(band.tobytes(), np.uint8).reshape(band.height, -1)
        compressed.append(compressor.compress(unfiltered.tobytes()))
    PngImagePlugin.putchunk(png, b"IDAT", *compressed, compressor.flush())
    PngImagePlugin.putchunk(png, b"IEND")
    return png.getvalue()


class _Svg(RendererSVG):
    """Writes the letters of a text at once: within it they are the same wherever it stands."""

    def __init__(self, width: float, height: float, stream: io.StringIO) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            width, height, stream, image_dpi=PNG_DPI, metadata={"Date": None, "Creator": None}
        )
        self._text2path = Letters()
        self._stream = stream
        self._letters: list[str] = []

    def text(self) -> str:
        """Return the file, when all is drawn."""
        self.finalize()  # type: ignore[no-untyped-call]
        return _HELD.sub(lambda held: self._letters[int(held[1])], self._stream.getvalue())

    def _draw_text_as_path(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any,
        mtext: Text | None = None,
    ) -> None:
        if ismath:
            whole: Any = super()
            whole._draw_text_as_path(gc, x, y, s, prop, angle, ismath, mtext)
            return
        colour, scale = to_hex(gc.get_rgb()), prop.get_size_in_points() / Letters.FONT_SCALE
        alpha = gc.get_alpha() if gc.get_forced_alpha() else gc.get_rgb()[3]
        look = [f"fill: {colour}"] if colour != "#000000" else []
        look += [f"opacity: {_short(alpha)}"] if alpha != 1 else []
        places = [f"translate({_short(x)} {_short(y)})"] if (x, y) != (0, 0) else []
        places += [f"rotate({_short(-angle)})"] if angle else []
        places += [f"scale({_short(scale)} {_short(-scale)})"]
        writer: Any = self.writer
        writer.comment(s)
        depth = writer.start("g", style="; ".join(look), transform=" ".join(places))
        writer.data(f"\ue000{len(self._letters)}\ue000")
        writer.end("g")
        indent = " " * (depth + 1)
        outlines = lay_out(s).outlines
        new = [name for name in outlines if name not in self._glyph_map]
        self._glyph_map.update(dict.fromkeys(new))
        defined = "".join(f"{indent} {self._defined(name, *outlines[name])}\n" for name in new)
        defined = f"{indent}<defs>\n{defined}{indent}</defs>\n" if new else ""
        self._letters.append(defined + _uses(s, indent))

    def _defined(self, name: str, vertices: Any, codes: Any) -> str:
        if name not in _DEFINED:
            # In units of FreeType, which are whole numbers.
            convert: Any = self._convert_path
            path = convert(Path(vertices * 64, codes), simplify=False)
            data = f' d="{path}"' if path else ""
            _DEFINED[name] = f'<path id="{name}"{data} transform="scale({_short(1 / 64)})"/>'
        return _DEFINED[name]


_DEFINED: Final[dict[str, str]] = {}
# Stands for letters until the file is complete.
_HELD: Final = re.compile("\ue000([0-9]+)\ue000")


def _short(number: float) -> str:
    return f"{number:f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=4096)
def _uses(text: str, indent: str) -> str:
    lines = []
    for name, x, y, _ in lay_out(text).glyphs:
        place = f' transform="translate({_short(x)} {_short(y)})"' if (x, y) != (0, 0) else ""
        lines.append(f'{indent}<use xlink:href="#{name}"{place}/>\n')
    return "".join(lines)


class _Both(RendererBase):
    """Sends each command to an SVG renderer and, in larger pixels, to an Agg renderer."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.dpi = SVG_DPI
        self.width, self.height = width * SVG_DPI, height * SVG_DPI
        self.svg: Any = _Svg(self.width, self.height, io.StringIO())
        # A height of 3.8899999999999997 inches is 778 pixels.
        columns, rows = (int(length * PNG_DPI + 1e-6) for length in (width, height))
        self.agg: Any = RendererAgg(columns, rows, PNG_DPI)  # type: ignore[no-untyped-call]
        self._text2path = Letters()

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
        size = prop.get_size_in_points() / Letters.FONT_SCALE
        factor = PNG_DPI / SVG_DPI
        place = Affine2D().scale(size * factor).rotate_deg(angle)
        place.translate(x * factor, (self.height - y) * factor)
        larger = _larger(gc)
        larger.set_linewidth(0)
        self.agg.draw_path(larger, outline(s), place, gc.get_rgb())

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
        return self._text2path.get_text_width_height_descent(s, prop, ismath)

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        return heights(prop.get_size_in_points(), self.dpi)

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
