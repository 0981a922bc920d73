"""One walk draws what matplotlib draws in two."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from PIL import Image

from ecstats.plots import Chart, rendering
from ecstats.plots.style import drawing

Draw = Callable[[str, str], Chart]


def by_matplotlib(figure: Figure, file_format: str) -> bytes:
    buffer = io.BytesIO()
    metadata = {"Date": None, "Creator": None} if file_format == "svg" else {"Software": None}
    dpi = rendering.SVG_DPI if file_format == "svg" else rendering.PNG_DPI
    figure.savefig(buffer, format=file_format, dpi=dpi, metadata=metadata)
    return buffer.getvalue()


def test_the_svg_is_that_of_matplotlib(draw: Draw, kind: str, language: str) -> None:
    chart = draw(kind, language)
    with drawing(salt=chart.name):
        svg, _ = rendering.draw(chart.figure)
        assert svg == by_matplotlib(chart.figure, "svg").decode("utf-8")


def test_the_png_is_that_of_matplotlib_but_for_edges_of_letters(draw: Draw, kind: str) -> None:
    chart = draw(kind, "en")
    with drawing(salt=chart.name):
        _, png = rendering.draw(chart.figure)
        ours = Image.open(io.BytesIO(png))
        theirs = Image.open(io.BytesIO(by_matplotlib(chart.figure, "png")))
    assert ours.size == theirs.size
    grey = [np.asarray(one.convert("L"), float) for one in (ours, theirs)]
    apart = np.abs(grey[0] - grey[1])
    assert apart.mean() < 0.4
    assert apart.max() < 160


def clipped(figure: Figure) -> None:
    axes = figure.add_axes((0, 0, 1, 1))
    (line,) = axes.plot([0, 1], linewidth=20)
    line.set_clip_path(Circle((0.5, 0.5), 0.2, transform=axes.transData))


def with_image(figure: Figure) -> None:
    figure.add_axes((0.2, 0.1, 0.5, 0.5)).imshow(np.arange(6).reshape(2, 3))


@pytest.mark.parametrize("filled", [clipped, with_image])
def test_clips_and_images_are_where_matplotlib_draws_them(filled: Callable[[Figure], None]) -> None:
    figure = Figure(figsize=(2, 2), dpi=rendering.SVG_DPI)
    filled(figure)
    with drawing():
        svg, png = rendering.draw(figure)
        expected = Image.open(io.BytesIO(by_matplotlib(figure, "png"))).convert("L")
    assert ("<clipPath" in svg) or ("<image" in svg)
    ours = np.asarray(Image.open(io.BytesIO(png)).convert("L"), float)
    apart = np.abs(ours - np.asarray(expected, float))
    assert (apart > 60).mean() < 0.01
    assert (ours < 200).mean() > 0.01


def test_texts_are_written_as_by_matplotlib_whatever_their_look() -> None:
    with drawing():
        figure = Figure(figsize=(2, 2))
        figure.text(0, 0, "a <b> & 'c' \"d\" --", color="#000000")
        figure.text(0.5, 0.5, "5G 电子 fi", alpha=0.5, rotation=30, size=7)
        figure.text(0.1, 0.4, "电子\n商务 Te.", linespacing=1.7, ha="right", va="top")
        figure.text(0.3, 0.8, " ", color="red")
        svg, _ = rendering.draw(figure)
        assert svg == by_matplotlib(figure, "svg").decode("utf-8")


def test_a_figure_keeps_its_resolution() -> None:
    figure = Figure(figsize=(1, 1), dpi=123)
    with drawing():
        rendering.draw(figure)
    assert figure.dpi == 123


def test_the_png_holds_the_pixels_and_their_size_on_paper() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (5, 7, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    with Image.open(io.BytesIO(rendering._png(pixels))) as image:
        image.verify()
    with Image.open(io.BytesIO(rendering._png(pixels))) as image:
        assert image.mode == "RGB"
        assert np.array_equal(np.asarray(image), pixels[..., :3])
        assert [round(one) for one in image.info["dpi"]] == [rendering.PNG_DPI] * 2
