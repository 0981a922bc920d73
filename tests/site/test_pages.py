"""What pages are made from: text of one language, escaped words, small pictures."""

import os
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from ecstats.errors import InputError
from ecstats.evidence import _marked

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
sys.path.insert(0, str(ROOT / "docs" / "_ext"))

from chart_directive import points  # noqa: E402
from notebook_pages import in_language  # noqa: E402
from site_pages import Site, as_json  # noqa: E402
from site_words import words  # noqa: E402
from smaller_pictures import smaller_svg  # noqa: E402
from table_files import zip_files  # noqa: E402


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        (
            "# How far?\n# 多远？\n\nOne line.\n\n一行。",
            "# How far?\n\nOne line.",
            "# 多远？\n\n一行。",
        ),
        ("## Every check\n全部核对", "## Every check", "## 全部核对"),
        ("## Evidence\nThe words. 原文。", "## Evidence\n\nThe words.", "## 依据\n\n原文。"),
        ("Bound words such as 突破 and 余 leave this open.",) * 3,
        ("```\ncode\n```",) * 3,
    ],
)
def test_text_of_one_language(text, english, chinese):
    assert in_language(text, "en") == english
    assert in_language(text, "zh") == chinese


def test_heading_without_chinese_is_refused():
    with pytest.raises(InputError, match="'A new part' has no Chinese"):
        in_language("## A new part\n\nText.\n\n文字。", "zh")


def test_words_from_tables_are_escaped():
    site = Site("en", Path(), words("en"))
    row = {"label": "<script>alert(1)</script>", "value": '"&', "interval": "", "quotes": ["<b>"]}
    html = site.render(
        "chart_rows.html", name="a", rows=[row | {"ids": [], "count": 0}], up="", intervals=False
    )
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    assert "</script>" not in as_json(["</script>"])


@pytest.mark.parametrize(
    ("quote", "number", "place", "expected"),
    [
        ("2735.8", "2735.8", 0, ("", "2735.8", "")),
        ("5家与5家", "5家", 1, ("5家与", "5家", "")),
        ("5家与5家", "5家", 9, ("5家与", "5家", "")),
    ],
)
def test_number_is_marked(quote, number, place, expected):
    assert _marked(quote, number, place) == expected


def placed(root):
    """Places of the marks."""
    uses = [use for use in root.iter(f"{SVG}use") if "y" in use.attrib]
    return [(float(use.get("x")), float(use.get("y"))) for use in uses]


def glyphs(root):
    return [use for use in root.iter(f"{SVG}use") if "y" not in use.attrib]


def test_small_picture_draws_the_same():
    for path in sorted((ROOT / "figures").glob("*.svg")):
        whole = ET.parse(path).getroot()
        small = ET.fromstring(smaller_svg(path.read_text("utf-8")))
        for name in ("title", "desc"):
            assert small.findtext(SVG + name) == whole.findtext(SVG + name)
        for one, other in zip(placed(small), placed(whole), strict=True):
            assert one == pytest.approx(other, abs=0.01)
        # Of the glyphs, only spaces are gone.
        (space,) = {path.get("id") for path in whole.iter(f"{SVG}path") if not path.get("d")}
        drawn = [use for use in glyphs(whole) if use.get(LINK) != f"#{space}"]
        assert len(glyphs(small)) == len(drawn)
        for one, other in zip(glyphs(small), drawn, strict=True):
            at = re.findall(r"translate\(([\d.-]+) 0\)", other.get("transform", ""))
            assert float(one.get("x", 0)) == pytest.approx(float(at[0]) if at else 0, abs=0.51)
        marks = [point[:2] for point in points(whole, 1, 1)]
        assert [point[:2] for point in points(small, 1, 1)] == marks


@pytest.mark.parametrize(
    ("path", "expected"),
    [("M 1 2 \nL 3 4 \nz\n", "M1 2l2 2z"), ("M 0 0 \nQ 1 -1 2.345 0.1 \n", "M0 0q1-1 2.35 0.1")],
)
def test_paths_become_relative(path, expected):
    assert f'd="{expected}"' in smaller_svg(f'<path d="{path}"/>')


def test_zip_files_depend_on_their_contents_only(tmp_path):
    one = tmp_path / "one.csv"
    one.write_text("数字\n", "utf-8")
    zip_files([one], tmp_path / "first.zip")
    os.utime(one, (0, 10**9))
    zip_files([one], tmp_path / "second.zip")
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "first.zip") as archive:
        assert archive.read("one.csv") == one.read_bytes()
