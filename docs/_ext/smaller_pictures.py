"""Charts for the site in a third of the bytes; they look the same."""

import re
from pathlib import Path

from PIL import Image

COLOURS = 32
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
BETWEEN = re.compile(r">\s+<")
TAG = re.compile(r"<[^>]*>")
LONG_NUMBER = re.compile(r"-?[1-9]\d*\.\d{3,}")
STYLE = re.compile(r' style="[^"]*"')
PATH = re.compile(r' d="(M[^"]*)"')
STEP = re.compile(r"([MLQCz])([^MLQCz]*)")
# matplotlib draws a glyph in units of 1/64 of a hundredth of its size: 1/8 is fine enough.
GLYPH = re.compile(r'<path id="([^"]+)" d="([^"]*)" transform="scale\(0\.015625\)"/>')
COARSER = 8
PLACED = re.compile(r'<use xlink:href="#([^"]+)" transform="translate\(([-\d.]+) 0\)"/>')
# The space is a glyph without a path.
EMPTY = re.compile(r'<path id="([^"]+)" transform="scale\(0\.015625\)"/>')


def write_smaller_png(picture: Path, target: Path) -> None:
    """Write a PNG file with a palette of its own; size and resolution stay."""
    with Image.open(picture) as image:
        small = image.convert("RGB").quantize(
            COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        small.save(target, optimize=True, dpi=image.info.get("dpi"))


def write_smaller_svg(picture: Path, target: Path) -> None:
    """Write an SVG file with short names and paths, exact to a hundredth of a point."""
    target.write_text(smaller_svg(picture.read_text("utf-8")), "utf-8")


def smaller_svg(text: str) -> str:
    """Shorten the text of an SVG file; title, description and names of marks stay."""
    text = COMMENT.sub("", METADATA.sub("", text))
    text = TAG.sub(lambda tag: LONG_NUMBER.sub(lambda one: _number(float(one[0])), tag[0]), text)
    text = STYLE.sub(lambda style: style[0].replace("; ", ";").replace(": ", ":"), text)
    text = BETWEEN.sub("><", text)
    names = {name: f"g{place:x}" for place, (name, _) in enumerate(GLYPH.findall(text))}
    text = GLYPH.sub(
        lambda glyph: (
            f'<path id="{names[glyph[1]]}" d="{_coarser(glyph[2])}" transform="scale(0.125)"/>'
        ),
        text,
    )
    empty = set(EMPTY.findall(text))
    text = EMPTY.sub("", text)
    text = PLACED.sub(
        lambda use: (
            "" if use[1] in empty else f'<use xlink:href="#{use[1]}" x="{round(float(use[2]))}"/>'
        ),
        text,
    )
    text = re.sub(r'href="#([^"]+)"', lambda use: f'href="#{names.get(use[1], use[1])}"', text)
    return PATH.sub(lambda path: f' d="{_relative(path[1])}"', text)


def _coarser(path: str) -> str:
    return re.sub(r"-?\d+(\.\d+)?", lambda one: str(round(float(one[0]) / COARSER)), path)


def _number(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _relative(path: str) -> str:
    """Write a path of absolute steps as steps from point to point."""
    parts = []
    at = start = (0.0, 0.0)
    for letter, rest in STEP.findall(path):
        if letter == "z":
            parts.append("z")
            at = start
            continue
        numbers = [float(one) for one in rest.split()]
        if letter == "M":
            at = start = (numbers[0], numbers[1])
            parts.append("M" + _joined(numbers))
            continue
        steps = [one - at[place % 2] for place, one in enumerate(numbers)]
        parts.append(letter.lower() + _joined(steps))
        # What was rounded away must not add up along the path.
        at = (at[0] + round(steps[-2], 2), at[1] + round(steps[-1], 2))
    return "".join(parts)


def _joined(numbers: list[float]) -> str:
    text = " ".join(_number(one) for one in numbers)
    return text.replace(" -", "-")
