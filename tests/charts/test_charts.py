"""What holds for every kind of chart, in both languages, on the real tables."""

import hashlib
import io
import os
import re
import subprocess
import sys
import warnings

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.text import Text

from ecstats import charts
from ecstats.charts.chart import contents
from ecstats.charts.origins import figure_ids
from ecstats.errors import InputError


def test_no_two_texts_overlap_and_none_leaves_the_page(kind, language, draw, text_boxes, overlaps):
    figure = draw(kind, language).figure
    boxes = text_boxes(figure)
    assert len(boxes) > 5
    assert overlaps(boxes) == []
    page = figure.bbox
    outside = [
        text
        for text, box in boxes
        if box.x0 < page.x0 or box.x1 > page.x1 or box.y0 < page.y0 or box.y1 > page.y1
    ]
    assert outside == []


def test_the_overlap_check_sees_an_overlap(table, lists, text_boxes, overlaps):
    figure = charts.quoted_growth(table("quoted_growth"), lists).figure
    figure.text(0.05, 0.5, "ABCDEFGH")
    figure.text(0.06, 0.5, "IJKLMNOP")
    assert ("ABCDEFGH", "IJKLMNOP") in overlaps(text_boxes(figure))


def test_texts_are_large_enough_to_read_at_800_pixels(kind, language, draw):
    figure = draw(kind, language).figure
    assert figure.get_figwidth() * 96 == pytest.approx(768)
    sizes = [text.get_fontsize() for text in figure.findobj(Text)]
    assert min(sizes) >= 8.5


def test_it_draws_without_a_warning(kind, language, draw, content):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        chart = draw(kind, language)
        content(chart)


def test_the_csv_holds_exactly_the_plotted_rows(kind, language, draw):
    chart = draw(kind, language)
    (csv,) = contents(chart, ["csv"]).values()
    read = pd.read_csv(io.BytesIO(csv), dtype=str, keep_default_na=False)
    assert list(read.columns) == list(chart.rows.columns)
    assert len(read) == len(chart.rows) > 0


def test_every_row_leads_back_to_quoted_figures_that_exist(kind, language, draw, lists):
    chart = draw(kind, language)
    rows = chart.rows
    known = set(lists.figures["figure_id"]) | set(lists.published_values["value_id"])
    assert set(figure_ids(rows, lists, chart.figure_ids)) <= known
    if "rests_on" in rows:
        with_ids = rows[rows["rests_on"] != ""]
        assert len(with_ids) > 0
        quotes = dict(zip(lists.figures["figure_id"], lists.figures["quote"], strict=True))
        for _, row in with_ids.iterrows():
            expected = [quotes[one] for one in row["rests_on"].split(";") if one in quotes]
            assert row["quotes"] == " | ".join(expected)


def test_the_source_line_names_exactly_the_documents_of_the_rows(kind, language, draw, lists):
    chart = draw(kind, language)
    sources = dict(
        zip(lists.figures["figure_id"], lists.figures["source_id"].astype(str), strict=True)
    )
    ids = figure_ids(chart.rows, lists, chart.figure_ids)
    rests_on = {sources[one] for one in ids if one in sources}
    if "source_id" in chart.rows:
        rests_on |= set(chart.rows["source_id"].dropna().astype(str))
    for _, row in lists.sources.iterrows():
        named = f"{row[f'title_{language}']}" in chart.source_line
        assert named == (row["source_id"] in rests_on), row["source_id"]


def test_caption_and_alt_text_are_sentences_with_no_blank_left(kind, language, draw):
    chart = draw(kind, language)
    for text in (chart.title, chart.caption, chart.alt, chart.source_line):
        assert text
        assert not re.search(r"[{}]|\bnan\b|<NA>|None", text)
    assert chart.alt.startswith(chart.title) or chart.title in chart.alt
    assert len(chart.alt) > len(chart.title) + 20
    chinese = re.search("[\u4e00-\u9fff]", chart.title + chart.caption)
    assert bool(chinese) == (language == "zh")


def test_a_chart_names_the_columns_of_its_rows(kind, draw):
    chart = draw(kind, "en")
    named = [*chart.key, *chart.values, *chart.figure_ids]  # noqa: PD011
    assert set(named) <= set(chart.rows.columns)
    assert chart.key
    assert chart.values  # noqa: PD011
    assert not chart.rows.duplicated(list(chart.key)).any()


def test_it_draws_in_axes_of_ones_own_and_adds_no_page(kind, table, lists, draw):
    expected = draw(kind, "en")
    figure, axes = plt.subplots(len(expected.axes), squeeze=False)
    given = list(axes.flat)
    chart = getattr(charts, kind)(table(kind), lists, ax=given[0] if len(given) == 1 else given)
    assert list(chart.axes) == given
    assert chart.ax is given[0]
    assert chart.figure is figure
    assert figure.texts == []
    assert tuple(figure.get_size_inches()) == (6.4, 4.8)
    assert chart.title == expected.title
    plt.close(figure)


def test_axes_of_another_number_than_panels_are_refused(table, lists):
    figure, axes = plt.subplots(3)
    with pytest.raises(InputError, match="3 axes given, but these rows fill 11 panels"):
        charts.milestones(table("milestones"), lists, ax=list(axes))
    plt.close(figure)


def test_what_is_added_to_its_axes_is_drawn(table, lists):
    chart = charts.changes(table("changes"), lists)
    before = charts.to_svg(chart)
    chart.ax.axvline(10, gid="mine")
    assert '<g id="mine">' in charts.to_svg(chart)
    assert '<g id="mine">' not in before


def test_a_milestone_holds_until_the_next(draw):
    lines = draw("milestones", "en").ax.lines
    assert "steps-post" in {line.get_drawstyle() for line in lines}


def test_numbers_are_rounded_to_nine_digits(kind, draw):
    rows = draw(kind, "en").rows
    for name in rows.select_dtypes("float"):
        for value in rows[name].dropna():
            assert value == float(f"{value:.9g}")


def test_an_unknown_language_names_the_valid_ones(kind, table, lists):
    with pytest.raises(InputError, match="unknown language 'de'"):
        getattr(charts, kind)(table(kind), lists, language="de")


def test_the_settings_of_the_user_neither_change_nor_matter(kind, table, lists, draw):
    expected = charts.to_svg(draw(kind, "zh"))
    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.grid": True}):
        mine = dict(matplotlib.rcParams)
        chart = getattr(charts, kind)(table(kind), lists, language="zh")
        assert charts.to_svg(chart) == expected
        assert dict(matplotlib.rcParams) == mine
    assert dict(matplotlib.rcParams) == before


def test_a_selection_without_rows_is_a_page_that_says_so(kind, language, table, lists):
    chart = getattr(charts, kind)(table(kind).iloc[:0], lists, language=language)
    assert chart.rows.empty
    assert chart.alt
    assert {"en": "No figure of this selection", "zh": "所选范围内没有"}[language] in chart.caption
    assert charts.to_svg(chart).startswith("<?xml")


AREAS = ["130900", "CN"]
BY_AREA = ["figures_by_kind", "growth_rates", "quoted_growth", "target_gaps",
           "required_and_past_growth", "milestones", "progress_rules", "attainment",
           "changes", "consistency"]  # fmt: skip


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("kind", BY_AREA)
def test_a_selection_of_one_area_draws(kind, area, table, lists, text_boxes, overlaps):
    frame = table(kind)
    chart = getattr(charts, kind)(frame[frame["ref_area"].astype(str) == area], lists)
    assert overlaps(text_boxes(chart.figure)) == []


def test_a_single_row_draws(kind, table, lists, text_boxes, overlaps):
    frame = table(kind)
    for number, language in ((0, "en"), (len(frame) - 1, "zh")):
        if kind == "conditions":
            cluster = frame["cluster"].iloc[number]
            part = frame[frame["cluster"] == cluster]
        elif kind in ("milestones", "consistency"):
            part = frame[frame["indicator_id"] == frame["indicator_id"].iloc[number]]
        else:
            part = frame.iloc[[number]]
        chart = getattr(charts, kind)(part, lists, language=language)
        assert overlaps(text_boxes(chart.figure)) == []


HASHES = """
import hashlib, sys
sys.path.insert(0, {folder!r})
from conftest import KINDS, chart_of, content_of
for kind in KINDS:
    print(kind, hashlib.sha256(content_of(chart_of(kind, "zh"))).hexdigest())
"""


def test_another_process_draws_the_same_bytes(request, kinds, draw, content):
    code = HASHES.format(folder=str(request.path.parent))
    environment = os.environ | {
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    here = {kind: hashlib.sha256(content(draw(kind, "zh"))).hexdigest() for kind in kinds}
    there = dict(line.split() for line in done.stdout.splitlines())
    assert there == here
