"""The shipped font covers the tables and stands under its own name and its own licence."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "src" / "ecstats" / "fonts"


@pytest.fixture(scope="module")
def font():
    with TTFont(FONTS / "ecstats-sans-sc.ttf") as font:
        yield font


@pytest.mark.parametrize("table", sorted(ROOT.glob("data/*.csv")), ids=lambda path: path.stem)
def test_the_font_covers_every_character_of_the_tables(font, table):
    characters = set(table.read_text(encoding="utf-8")) - {"\n"}
    missing = {c for c in characters if ord(c) not in font.getBestCmap()}
    assert missing == set(), "run `make font`"


def test_the_font_has_a_name_that_no_installed_font_has(font):
    names = [font["name"].getDebugName(number) for number in (1, 4, 6)]
    assert names == ["ecstats Sans SC", "ecstats Sans SC", "ecstatsSansSC"]


def test_the_licence_of_the_font_is_shipped_and_its_reserved_name_left_alone(font):
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    copyright_notice = font["name"].getDebugName(0)
    assert "with Reserved Font Name 'Source'" in copyright_notice
    assert copyright_notice.removeprefix("(c) ").removesuffix(".") in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Source" not in font["name"].getDebugName(1)
