"""The Chinese font of the pages: the characters that they use, as WOFF2."""

from collections.abc import Iterable
from pathlib import Path

from fontTools import subset


def write_font(pages: Iterable[Path], font: Path, target: Path) -> int:
    """Write a font with every character of some pages that the font holds.

    Parameters
    ----------
    pages : iterable of Path
        HTML and JSON files.
    font : Path
        The TrueType font of the charts.
    target : Path
        The WOFF2 file.

    Returns
    -------
    int
        Number of bytes.
    """
    characters = sorted({one for page in pages for one in page.read_text("utf-8")})
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["kern"]
    options.hinting = False
    options.timestamp = False
    loaded = subset.load_font(str(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(characters))
    subsetter.subset(loaded)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(loaded, str(target), options)
    return target.stat().st_size
