"""How every chart looks: colours and marks by kind, matplotlib settings, drawing context."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, NamedTuple

import matplotlib

from ecstats.charts import fonts
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
SKY: Final = "#56B4E9"
ORANGE: Final = "#E69F00"


class Mark(NamedTuple):
    """How a kind of figure is drawn, everywhere the same; colour is never the only sign."""

    colour: str
    marker: str


KINDS: Final[dict[str, Mark]] = {
    "observed": Mark(BLUE, "o"),
    "target": Mark(VERMILION, "D"),
    "threshold": Mark(INK, "|"),
    "change": Mark(GREEN, "^"),
    "published_value": Mark(PURPLE, "s"),
}

TITLE, SUBTITLE, LABEL, SMALL = 15.0, 10.5, 9.5, 8.5
"""Font sizes in points; the smallest is 11 CSS pixels at the natural width of 768 pixels."""

_RC: Final[dict[str, Any]] = {
    "font.family": [fonts.FAMILY, fonts.SYMBOLS_FAMILY],
    "font.size": LABEL,
    "text.color": INK,
    "text.hinting": "none",
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "axes.edgecolor": GRID,
    "axes.facecolor": "none",
    "axes.labelcolor": MUTED,
    "axes.labelsize": SMALL,
    "axes.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": False,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": BAND_DARK,
    "xtick.labelcolor": MUTED,
    "xtick.labelsize": SMALL,
    "ytick.color": BAND_DARK,
    "ytick.labelcolor": INK,
    "ytick.labelsize": LABEL,
    "ytick.major.size": 0.0,
    "xtick.major.size": 3.0,
    "figure.facecolor": PAPER,
    "figure.dpi": 72.0,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "path",
    "path.simplify": False,
}
# settings of the running program, not of a picture: changing them would leak
_NOT_OURS: Final = re.compile(
    r"backend|interactive|toolbar|timezone|webagg|docstring|tk\.|date\.epoch|figure\.max_open"
    r"|figure\.raise|savefig\.directory"
)


@contextmanager
def drawing(salt: str = "ecstats") -> Iterator[None]:
    """Draw in the style of the package, whatever the user's settings are.

    Parameters
    ----------
    salt : str
        Makes the identifiers inside an SVG unique to the chart and equal in every run.

    Raises
    ------
    InputError
        If a text needs a character that neither font file holds (matplotlib only warns and
        draws a box).
    """
    fonts.register()
    with _settings({**_defaults(), **_RC, "svg.hashsalt": salt}), warnings.catch_warnings():
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


@cache
def _defaults() -> dict[str, Any]:
    defaults = matplotlib.rcParamsDefault.items()
    return {str(name): value for name, value in defaults if not _NOT_OURS.match(name)}


@contextmanager
def _settings(wanted: dict[str, Any]) -> Iterator[None]:
    """As `matplotlib.rc_context`, which would check and copy hundreds that need no change."""
    current: Any = matplotlib.rcParams
    before = {name: old for name in wanted if (old := current[name]) != wanted[name]}
    try:
        current.update({name: wanted[name] for name in before})
        yield
    finally:
        current.update(before)
