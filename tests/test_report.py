import matplotlib.figure
import pandas as pd
import pytest

from ecstats import growth, labels, parameters, report, tables, targets
from ecstats.charts import Chart
from ecstats.intervals import with_bounds


@pytest.fixture(scope="module")
def lists():
    return labels.load_code_lists()


@pytest.fixture(scope="module")
def figures(lists):
    values = tables.with_published_values(lists.figures, lists.published_values)
    return with_bounds(values, indicators=lists.indicators)


@pytest.fixture
def chart():
    rows = pd.DataFrame({"figure_id": ["a"], "value": [1.0]})
    return Chart(
        matplotlib.figure.Figure(), (), rows, "own", "Title", "Caption.", "Source", "Alt", "en"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_evidence_gives_the_quoted_words_and_their_place(lists, language):
    ids = list(lists.figures["figure_id"])
    table = report.evidence([";".join(ids[3:5]), ids[0], None, "o001"], lists, language)
    assert list(table.index) == [ids[0], *ids[3:5], "o001"]
    rows = lists.figures.set_index("figure_id").loc[table.index[:3]]
    assert list(table.iloc[:3, 3]) == list(rows["as_written"])
    assert list(table.iloc[:3, 4]) == list(rows["quote"])
    assert list(table.iloc[:3, 6]) == [
        f"{a}–{b}" for a, b in zip(rows["start"], rows["end"], strict=True)
    ]
    later = lists.published_values.set_index("value_id").loc["o001"]
    assert list(table.iloc[3, 5:]) == [later["source_title"], later["source_url"]]


def test_a_table_leaves_out_no_row_and_shortens_no_text():
    text = "长" * 200
    page = report.table(pd.DataFrame({"a": [text] * 90})).data
    assert page.count(text) == 90


def test_markup_in_a_cell_stays_text():
    page = report.table(pd.DataFrame({"<b>": ["<script>alert(1)</script>"]})).data
    assert "<script>" not in page
    assert "<b>" not in page


def test_only_numbers_are_aligned_to_the_right():
    rows = pd.DataFrame({"a": ["x"], "n": [1], "b": ["y"]})
    assert ".number-2 td:nth-child(2) {text-align: right}" in report.table(rows).data
    indexed = report.table(rows.set_index(pd.Index(["i"], name="id"))).data
    assert ".number-3 td:nth-child(3) {text-align: right}" in indexed
    for page in (report.table(rows).data, indexed):
        assert page.count("text-align: right") == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_reasons_lists_what_is_not_computable_or_left_out_and_nothing_else(
    lists, figures, language
):
    for table in (
        targets.annual_growth_table(figures, lists.indicators),
        growth.growth_table(figures, lists.indicators),
    ):
        words = report.reasons(table, lists, language)
        assert len(words) == (table["status"] != "ok").sum()
        assert (words.iloc[:, -1].str.len() > 3).all()


def test_trends_show_an_interval_only_from_five_observations(lists, figures):
    trends = growth.trend_table(figures)
    table = report.trends(trends, lists)
    few = trends["observations"] < 5
    assert (table.loc[few, "95% interval"] == "—").all()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_newer_values_are_shown_with_their_precision_and_what_they_replace(lists, language):
    row = lists.published_values[lists.published_values["value_id"] == "o002"]
    newer = row.assign(value_id="newer-1")
    named = labels.load_code_lists(newer_values=newer)
    values = tables.with_published_values(lists.figures, lists.published_values, newer)
    page = report.newer(with_bounds(values, indicators=lists.indicators), named, language).data
    assert {"en": "5.055–5.065 billion parcels", "zh": "50.55–50.65亿件"}[language] in page
    assert "o002" in page
    assert report.newer(values[values["origin"] == "ledger"], lists, language) is None


def test_what_is_shown_is_what_was_saved(chart, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(report, "display", lambda one, **options: shown.append((one, options)))
    monkeypatch.setenv("ECSTATS_FIGURES_FORMATS", "svg png csv")
    p = parameters.check("none", output_folder=str(tmp_path), language="en")
    report.show(chart, p)
    (bundle, options), (words, _) = shown
    assert options["raw"]
    assert options["metadata"]["ecstats"]["chart"] == "own"
    assert {path.name for path in tmp_path.iterdir()} == {"own.svg", "own.png", "own.csv"}
    assert bundle["image/svg+xml"].encode() == (tmp_path / "own.svg").read_bytes()
    assert words.data == "*Caption. 1 plotted row with its quotes: `own.csv`.*"
    assert f"`{tmp_path}/`" in report.files(p).data
