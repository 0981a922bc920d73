import os
import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from ecstats import charts
from ecstats.charts.chart import contents
from ecstats.charts.page import drawing
from ecstats.errors import InputError


@pytest.fixture
def chart(draw):
    return draw("changes", "zh")


def test_save_writes_svg_png_and_csv_and_nothing_else(chart, tmp_path):
    folder = tmp_path / "new" / "figures"
    paths = charts.save(chart, folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in paths)
    assert [path.suffix for path in paths] == [".svg", ".png", ".csv"]
    # drawn a second time, it is the same to the byte
    assert {path.name: path.read_bytes() for path in paths} == contents(chart)


def test_a_folder_that_cannot_be_written_is_one_clear_error(chart, tmp_path):
    in_the_way = tmp_path / "figures"
    in_the_way.write_text("a file")
    with pytest.raises(InputError, match=r"figures.*reductions-and-gains"):
        charts.save(chart, in_the_way)
    assert in_the_way.read_text() == "a file"


def test_only_the_formats_asked_for_are_drawn(chart, tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(type(chart.figure), "savefig", lambda *_, **kind: drawn.append(kind))
    charts.save(chart, tmp_path, formats=["csv"])
    assert [path.name for path in tmp_path.iterdir()] == ["reductions-and-gains.csv"]
    assert drawn == []
    with pytest.raises(InputError, match="unknown format 'pdf'"):
        charts.save(chart, tmp_path, formats=["pdf"])


def test_saved_files_have_the_usual_permissions(chart, tmp_path):
    umask = os.umask(0o022)
    try:
        (path, *_) = charts.save(chart, tmp_path)
    finally:
        os.umask(umask)
    assert path.stat().st_mode & 0o777 == 0o644


def test_the_svg_says_what_it_shows_to_a_screen_reader(chart):
    root = ElementTree.fromstring(charts.to_svg(chart))
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.find(f"{space}title").text == chart.title
    assert root.find(f"{space}desc").text == chart.alt
    named = root.get("aria-labelledby").split()
    assert named == [root.find(f"{space}title").get("id"), root.find(f"{space}desc").get("id")]


def test_the_svg_names_no_date_program_or_font_of_the_machine(chart):
    svg = charts.to_svg(chart)
    assert "<text" not in svg
    assert not re.search(r"matplotlib\.org|dc:date|dc:creator|font-family", svg, re.IGNORECASE)
    (png,) = contents(chart, ["png"]).values()
    assert b"matplotlib" not in png.lower()


def test_a_notebook_shows_the_svg_and_the_alt_text(chart):
    bundle = chart._repr_mimebundle_(include=None, exclude=None)
    assert bundle == {"image/svg+xml": charts.to_svg(chart), "text/plain": chart.alt}
    assert repr(chart).startswith("<Chart 'reductions-and-gains'")


@pytest.mark.parametrize("character", ["\U0001f9ff", "\u1234"])
def test_a_character_without_a_glyph_is_an_error_that_names_it(chart, character):
    from matplotlib.figure import Figure

    figure = Figure()
    with drawing():
        figure.text(0.5, 0.5, f"河北{character}")
    broken = replace(chart, figure=figure)
    with pytest.raises(InputError, match=re.escape(f"no glyph for {character!r}")):
        contents(broken, ["png"])
    with pytest.raises(InputError, match=f"U\\+{ord(character):04X}"):
        charts.to_svg(broken)


def test_importing_the_plots_changes_no_setting():
    code = """
import sys
import matplotlib
before = dict(matplotlib.rcParams)
import ecstats.charts
assert dict(matplotlib.rcParams) == before
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
