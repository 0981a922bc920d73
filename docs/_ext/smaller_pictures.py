"""Pictures for downloads, with as many colours as a chart has and half the bytes or less."""

from pathlib import Path

from PIL import Image

COLOURS = 128


def write_smaller(picture: Path, target: Path) -> None:
    """Write a PNG file with a palette of its own; size and resolution stay.

    Parameters
    ----------
    picture, target : Path
    """
    with Image.open(picture) as image:
        small = image.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        small.save(target, optimize=True, dpi=image.info.get("dpi"))
