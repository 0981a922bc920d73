"""Every kind of chart, drawn from the real tables, and the measuring of its texts."""

from collections.abc import Callable
from functools import cache
from itertools import combinations

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from ecstats import (
    accountability,
    charts,
    clusters,
    consistency,
    growth,
    intervals,
    labels,
    tables,
    targets,
)
from ecstats.charts.chart import contents
from ecstats.charts.page import drawing
from ecstats.clusters import scorecards

Box = tuple[str, Bbox]
DISPOSITIONS = ["date", "period", "ordinal", "document_number", "name", "other"]
MEASURES = ["market_entities", "online_shops", "online_brands", "covered_markets",
            "platform_transactions", "matched_firms", "signing_firms"]  # fmt: skip
CLUSTERS = ["baigou-park", "qinghe-park", "zhitong-hubei", "zhaomei"]


@pytest.fixture(scope="session")
def lists() -> labels.CodeLists:
    return _lookup()


@cache
def _tables() -> dict[str, pd.DataFrame]:
    """A table for each kind of chart, named by the function that draws it."""
    lists = _lookup()
    figures = intervals.with_bounds(lists.figures, indicators=lists.indicators)
    values = tables.with_published_values(lists.figures, lists.published_values)
    goals = intervals.with_bounds(values, indicators=lists.indicators), lists.indicators
    mentions = pd.concat(
        [
            lists.figures[["source_id"]].astype("str").assign(disposition="figure"),
            pd.DataFrame(
                [(source, one) for source in lists.sources["source_id"] for one in DISPOSITIONS],
                columns=["source_id", "disposition"],
            ),
        ]
    )
    return {
        "figures_by_kind": lists.figures,
        "mention_coverage": mentions,
        "growth_rates": growth.growth_table(figures, lists.indicators),
        "quoted_growth": growth.quoted_growth(figures),
        "target_gaps": targets.target_table(*goals),
        "required_and_past_growth": targets.annual_growth_table(*goals),
        "milestones": targets.milestone_paths(figures, lists.indicators),
        "progress_rules": targets.progress(*goals),
        "attainment": targets.attainment(*goals),
        "cluster_comparison": clusters.comparisons(tables.select(figures, MEASURES), CLUSTERS),
        "changes": clusters.reductions_and_gains(figures),
        "conditions": scorecards.evidence_matrix(
            figures, tables.load_conditions(), entities=lists.entities
        ),
        "consistency": consistency.check_ledger(
            lists.figures, lists.indicators, published_values=lists.published_values
        ),
        "accountability": accountability.responsibilities(
            tables.load_tasks(), tables.load_task_figures(), lists.figures
        ),
    }


KINDS = ["figures_by_kind", "mention_coverage", "growth_rates", "quoted_growth",
         "target_gaps", "required_and_past_growth", "milestones", "progress_rules",
         "attainment", "cluster_comparison", "changes", "conditions",
         "consistency", "accountability"]  # fmt: skip


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session", params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def _lookup() -> labels.CodeLists:
    return labels.load_code_lists()


@cache
def chart_of(kind: str, language: str) -> charts.Chart:
    draw = getattr(charts, kind)
    chart = draw(_tables()[kind], _lookup(), language=language)
    assert isinstance(chart, charts.Chart)
    return chart


def content_of(chart: charts.Chart) -> bytes:
    return b"".join(contents(chart).values())


@pytest.fixture(scope="session")
def kinds() -> list[str]:
    return KINDS


@pytest.fixture(scope="session")
def content() -> Callable[[charts.Chart], bytes]:
    """Bytes of everything that is saved of a chart."""
    return content_of


@pytest.fixture(scope="session")
def draw() -> Callable[[str, str], charts.Chart]:
    """Draw a kind of chart in a language, once in a session."""
    return chart_of


@pytest.fixture(scope="session")
def table() -> Callable[[str], pd.DataFrame]:
    """Table that a kind of chart is drawn from."""
    return lambda kind: _tables()[kind]


@pytest.fixture(scope="session")
def text_boxes() -> Callable[[Figure], list[Box]]:
    """Every text that a figure shows, with its box in pixels, by the renderer that draws it."""

    def measure(figure: Figure) -> list[Box]:
        with drawing():
            canvas = FigureCanvasAgg(figure)
            canvas.draw()
            renderer = canvas.get_renderer()
            hidden = {
                label
                for axes in figure.axes
                for axis in (axes.xaxis, axes.yaxis)
                for tick in axis.get_major_ticks()
                if not min(axis.get_view_interval())
                <= tick.get_loc()
                <= max(axis.get_view_interval())
                for label in (tick.label1, tick.label2)
            }
            return [
                (text.get_text(), text.get_window_extent(renderer))
                for text in figure.findobj(Text)
                if text.get_visible() and text.get_text().strip() and text not in hidden
            ]

    return measure


@pytest.fixture(scope="session")
def overlaps() -> Callable[[list[Box]], list[tuple[str, str]]]:
    """Pairs of texts whose boxes share more than a pixel in both directions."""

    def find(boxes: list[Box]) -> list[tuple[str, str]]:
        return [
            (first, second)
            for (first, a), (second, b) in combinations(boxes, 2)
            if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
        ]

    return find
