"""The page of a chart: how every chart looks, the header above it, notes and source line below."""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import Normal, Stroke

from ecstats.charts import fonts
from ecstats.charts.fonts import text_width, wrap
from ecstats.errors import InputError

INK: Final = "#1F2933"
MUTED: Final = "#56616B"
GRID: Final = "#DDE2E6"
BAND: Final = "#EDF0F2"
BAND_DARK: Final = "#C9D0D6"
PAPER: Final = "#FFFFFF"

# Okabe & Ito (2008), with two of the light colours darkened to 3:1 against white (WCAG 1.4.11)
BLUE: Final = "#0072B2"
VERMILION: Final = "#D55E00"
GREEN: Final = "#008F68"
PURPLE: Final = "#A6487F"
ORANGE: Final = "#E69F00"

TITLE, SUBTITLE, LABEL, SMALL = 15.0, 10.5, 9.5, 8.5
"""Font sizes in points; the smallest is 11 CSS pixels at the natural width of 768 pixels."""

AxesGiven: TypeAlias = "Axes | Sequence[Axes] | None"
STYLE: Final = Path(__file__).with_name("ecstats.mplstyle")
WIDTH: Final = 8.0
MARGIN: Final = 0.14
BODY: Final = WIDTH - 2 * MARGIN
GUTTER: Final = 0.16
GAP: Final = 0.26
LEADING: Final = 1.38
# the font has one weight: a thin outline makes the title semi-bold
_HEAVY: Final = [Stroke(linewidth=0.45, foreground=INK), Normal()]


class Mark(NamedTuple):
    """How a kind of row is drawn, everywhere the same; colour is never the only sign."""

    colour: str
    marker: str
    hollow: bool = False
    size: float = 7.0

    def look(self) -> dict[str, Any]:
        """Settings of a `Line2D` that is this mark."""
        bar = self.marker == "|"
        return {
            "linestyle": "none",
            "marker": self.marker,
            "markersize": self.size + 4 if bar else self.size,
            "markerfacecolor": PAPER if self.hollow else self.colour,
            "markeredgecolor": self.colour if self.hollow or bar else PAPER,
            "markeredgewidth": 2.0 if bar else 1.4 if self.hollow else 0.8,
        }


KINDS: Final[dict[str, Mark]] = {
    "observed": Mark(BLUE, "o"),
    "target": Mark(VERMILION, "D"),
    "threshold": Mark(INK, "|"),
    "change": Mark(GREEN, "^"),
    "published_value": Mark(PURPLE, "s"),
}


class Band(NamedTuple):
    """Axes side by side, with the room in inches that texts around them take."""

    axes: Sequence[Axes]
    left: float = 0.0
    right: float = 0.0
    above: float = 0.0
    height: float = 0.0
    below: float = 0.0
    gutter: float = GUTTER

    @property
    def width(self) -> float:
        """Width of each of the axes in inches."""
        number = len(self.axes)
        return (BODY - self.left - self.right - (number - 1) * self.gutter) / number


@contextmanager
def drawing(salt: str = "ecstats") -> Iterator[None]:
    """Draw in the style of the package, whatever the user's settings are.

    `salt` makes the identifiers inside an SVG unique to the chart and equal in every run.

    Raises
    ------
    InputError
        If a text needs a character that neither font holds (matplotlib only warns and draws a
        box).
    """
    fonts.register()
    looks: Any = ["default", STYLE, {"svg.hashsalt": salt}]
    with matplotlib.style.context(looks), warnings.catch_warnings():
        warnings.filterwarnings("error", message=r"Glyph \d+ .*missing from font")
        try:
            yield
        except UserWarning as warning:
            found = re.match(r"Glyph (\d+)", str(warning))
            if found is None:
                raise
            code = int(found.group(1))
            raise InputError(
                f"the chart font has no glyph for {chr(code)!r} (U+{code:04X}); use another "
                "character or add this one to the subset in src/ecstats/fonts/"
            ) from warning


def line_height(size: float) -> float:
    """Height of a line of text in inches, leading included."""
    return size * LEADING / 72


def text_height(text: str, size: float) -> float:
    """Height of a text of one or more lines in inches; nothing for no text."""
    return (text.count("\n") + 1) * line_height(size) if text else 0.0


def write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float = LABEL,
    *,
    dx: float = 0.0,
    dy: float = 0.0,
    ycoords: str = "data",
    **look: Any,
) -> None:
    """Write a text whose first line hangs at a place on axes, line by line.

    `x` is a share of the width of the axes, `y` is on their scale (or what `ycoords` says); `dx`
    and `dy` move the text by inches to the right and upwards.
    """
    for number, line in enumerate(text.split("\n") if text else (), start=1):
        down = number * size * LEADING - 0.3 * size
        axes.annotate(
            line,
            (x, y),
            xycoords=("axes fraction", ycoords),
            xytext=(72 * dx, 72 * dy - down),
            textcoords="offset points",
            size=size,
            va="baseline",
            annotation_clip=False,
            **look,
        )


def compose(
    bands: Sequence[Band],
    title: str,
    subtitle: str,
    notes: Sequence[str],
    keys: Sequence[tuple[Mark, str]] = (),
) -> None:
    """Lay out a figure: header, key, bands of axes from top to bottom, notes.

    Texts are wrapped to the page, empty notes left out, and the figure gets the height that holds
    all. `keys` are marks that need a word; none where the columns name them.
    """
    figure = bands[0].axes[0].get_figure(root=True)
    assert figure is not None
    title, subtitle = wrap(title, BODY, TITLE), wrap(subtitle, BODY, SUBTITLE)
    notes = [wrap(note, BODY, SMALL) for note in notes if note]
    key_lines = _key_lines(keys)
    header = text_height(title, TITLE) + text_height(subtitle, SUBTITLE) + 0.17
    header += 0.26 * len(key_lines) + 0.06 * bool(keys)
    footer = sum(text_height(note, SMALL) + 0.03 for note in notes) + 0.12 + MARGIN / 2
    body = sum(band.above + band.height + band.below + GAP for band in bands) - GAP
    height = MARGIN + header + body + footer
    figure.set_size_inches(WIDTH, height)

    top = height - MARGIN
    _lines(figure, MARGIN, top, title, TITLE, path_effects=_HEAVY)
    _lines(figure, MARGIN, top - text_height(title, TITLE) - 0.05, subtitle, SUBTITLE, color=MUTED)
    y = height - MARGIN - header + 0.08 + 0.26 * len(key_lines)
    for line in key_lines:
        for x, mark, label in line:
            sign = mark._replace(size=7).look() | {"transform": figure.dpi_scale_trans}
            figure.add_artist(Line2D([MARGIN + x + 0.07], [y - 0.11], **sign))
            _lines(figure, MARGIN + x + 0.2, y - 0.01, label, LABEL)
        y -= 0.26
    y = height - MARGIN - header
    for band in bands:
        y -= band.above + band.height
        for number, axes in enumerate(band.axes):
            left = MARGIN + band.left + number * (band.width + band.gutter)
            axes.set_position((left / WIDTH, y / height, band.width / WIDTH, band.height / height))
        y -= band.below + GAP
    y -= 0.12 - GAP
    for note in notes:
        _lines(figure, MARGIN, y, note, SMALL, color=MUTED)
        y -= text_height(note, SMALL) + 0.03


def _lines(figure: Figure, x: float, y: float, text: str, size: float, **look: Any) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        baseline = y - number * line_height(size) + 0.3 * size / 72
        look |= {"transform": figure.dpi_scale_trans, "va": "baseline", "size": size}
        figure.text(x, baseline, line, **look)


def _key_lines(keys: Sequence[tuple[Mark, str]]) -> list[list[tuple[float, Mark, str]]]:
    lines: list[list[tuple[float, Mark, str]]] = []
    x = 0.0
    for mark, label in keys:
        width = 0.2 + text_width(label, LABEL)
        if not lines or x + width > BODY:
            lines.append([])
            x = 0.0
        lines[-1].append((x, mark, label))
        x += width + 0.28
    return lines
