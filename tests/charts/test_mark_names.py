"""A mark in an SVG file is named after the row of the table that it draws."""

import re

import pandas as pd
import pytest

from ecstats import charts

NAMED = re.compile(r'<g id="(row-(\d+)(?:\.([a-z_]+[a-z]))?(?:_1)?)">(.*?)</g>', re.DOTALL)
PLACE = re.compile(r'<use [^>]*y="([\d.]+)"')


def marks(chart):
    found = NAMED.findall(charts.to_svg(chart))
    return [(name, int(row), column, body) for name, row, column, body in found]


def test_every_mark_names_one_row_and_a_column_with_a_figure(kind, draw):
    chart = draw(kind, "en")
    found = marks(chart)
    assert found
    names = [name for name, *_ in found]
    assert len(names) == len(set(names))
    for name, row, column, body in found:
        assert "<use" in body or "<path" in body, name
        assert row < len(chart.rows)
        if column:
            assert pd.notna(chart.rows[column].iloc[row]), (row, column)


@pytest.mark.parametrize("name", ["growth_rates", "target_gaps", "changes"])
def test_marks_stand_in_the_order_of_their_rows(name, draw):
    places = {}
    for _, row, column, body in marks(draw(name, "en")):
        if at := PLACE.search(body):
            places.setdefault(column, []).append((row, float(at[1])))
    assert places
    for column in places.values():
        tops = [top for _, top in sorted(column)]
        assert tops == sorted(tops)
