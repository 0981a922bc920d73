"""A chart: the picture, the rows it shows, and the words that belong to it."""

import contextlib
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd
from matplotlib.figure import Figure

from ecstats.charts.style import drawing
from ecstats.errors import InputError


@dataclass(frozen=True, eq=False)
class Chart:
    """One chart with everything that a reader needs to check it.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The picture.
    rows : pandas.DataFrame
        Exactly the rows that are drawn; each names its quoted figures.
    name : str
        File name without ending.
    title, caption : str
        What the chart says; how to read it.
    source_line : str
        Documents of the plotted rows.
    alt : str
        One text for somebody who cannot see the picture.
    language : {"en", "zh"}
        Language of the texts.
    """

    figure: Figure
    rows: pd.DataFrame
    name: str
    title: str
    caption: str
    source_line: str
    alt: str
    language: str = "en"

    def _repr_svg_(self) -> str:
        return to_svg(self)

    def _repr_mimebundle_(self, **_selection: object) -> dict[str, str]:
        return {"image/svg+xml": to_svg(self), "text/plain": self.alt}

    def __repr__(self) -> str:
        return f"<Chart {self.name!r}: {self.title} ({len(self.rows)} rows)>"


def to_svg(chart: Chart) -> str:
    """SVG of a chart, the same in every run, with its title and alt text inside."""
    return contents(chart)[f"{chart.name}.svg"].decode("utf-8")


def to_png(chart: Chart) -> bytes:
    """PNG of a chart, the same in every run."""
    return contents(chart)[f"{chart.name}.png"]


def to_csv(chart: Chart) -> str:
    """CSV of the plotted rows."""
    return chart.rows.to_csv(index=False, lineterminator="\n")


def contents(chart: Chart) -> dict[str, bytes]:
    """Content of the files of a chart by name: SVG, PNG and the CSV of its rows."""
    svg, png = io.StringIO(), io.BytesIO()
    with drawing(salt=chart.name):
        chart.figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        chart.figure.savefig(png, format="png", dpi=200, metadata={"Software": None})
    return {
        f"{chart.name}.svg": _with_words(chart, svg.getvalue()).encode("utf-8"),
        f"{chart.name}.png": png.getvalue(),
        f"{chart.name}.csv": to_csv(chart).encode("utf-8"),
    }


def _with_words(chart: Chart, text: str) -> str:
    start = text.index("<svg")
    end = text.index(">", start)
    title, description = f"{chart.name}-title", f"{chart.name}-desc"
    return (
        f'{text[:end]} role="img" aria-labelledby="{title} {description}">\n'
        f' <title id="{title}">{escape(chart.title)}</title>\n'
        f' <desc id="{description}">{escape(chart.alt)}</desc>{text[end + 1 :]}'
    )


def save(chart: Chart, folder: str | os.PathLike[str]) -> list[Path]:
    """Write ``<name>.svg``, ``<name>.png`` and ``<name>.csv``; see `write`."""
    return write(contents(chart), folder)


def write(files: Mapping[str, bytes], folder: str | os.PathLike[str]) -> list[Path]:
    """Write the files of a chart.

    All are complete under temporary names before the first takes its place, so that an
    interrupted run neither loses an old file nor leaves half of a new one.

    Parameters
    ----------
    files : mapping
        From `contents`.
    folder : path
        Made when it does not exist.

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    InputError
        If the folder cannot be made or written.
    """
    target = Path(folder)
    pending: list[tuple[Path, Path]] = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            path = target / name
            temporary = path.with_name(f".{name}.{os.getpid()}.tmp")
            pending.append((temporary, path))
            temporary.write_bytes(content)
        for temporary, path in pending:
            temporary.replace(path)
    except OSError as error:
        raise InputError(
            f"cannot write the chart {Path(next(iter(files))).stem!r} into the folder "
            f"{str(target)!r}: {error.strerror or error}; name a folder that you may write to"
        ) from error
    finally:
        for temporary, _ in pending:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    return [path for _, path in pending]
