import pandas as pd
import pytest

from ecstats import charts, consistency, growth, labels, parameters, report, tables, targets
from ecstats.intervals import with_bounds


@pytest.fixture(scope="module")
def lists():
    return labels.load_code_lists()


@pytest.fixture(scope="module")
def figures(lists):
    return with_bounds(lists.figures, indicators=lists.indicators)


@pytest.fixture(scope="module")
def with_later_values(lists):
    ledger = tables.with_published_values(lists.figures, lists.published_values)
    return with_bounds(ledger, indicators=lists.indicators)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_evidence_gives_the_quoted_words_and_their_place(lists, language):
    ids = list(lists.figures["figure_id"])
    table = report.evidence([";".join(ids[3:5]), ids[0], "o001"], lists, language)
    assert list(table.index) == [ids[0], *ids[3:5]]
    rows = lists.figures.set_index("figure_id").loc[table.index]
    assert list(table.iloc[:, 3]) == list(rows["as_written"])
    assert list(table.iloc[:, 4]) == list(rows["quote"])
    assert list(table.iloc[:, 6]) == [
        f"{a}–{b}" for a, b in zip(rows["start"], rows["end"], strict=True)
    ]


def test_show_leaves_out_no_row_and_shortens_no_text():
    text = "长" * 200
    page = report.table(pd.DataFrame({"a": [text] * 90})).data
    assert page.count(text) == 90


def test_markup_in_a_cell_stays_text():
    page = report.table(pd.DataFrame({"<b>": ["<script>alert(1)</script>"]})).data
    assert "<script>" not in page
    assert "<b>" not in page


def test_what_trends_and_checks_say_has_chinese_words(lists, figures, with_later_values):
    reasons = {
        *growth.trend_table(with_later_values)["inference"].dropna(),
        *consistency.check_ledger(figures, lists.indicators)["verdict"],
    }
    assert reasons
    for reason in reasons:
        chinese = report.in_words(reason, "zh")
        assert chinese != reason
        assert report.in_words(reason, "en") == reason


@pytest.mark.parametrize("language", ["en", "zh"])
def test_reasons_lists_what_is_not_computable_and_nothing_else(lists, with_later_values, language):
    pace = targets.annual_growth_table(with_later_values, lists.indicators)
    table = report.reasons(pace, lists, language)
    assert len(table) == (pace["status"] != "ok").sum()


def test_trends_show_an_interval_only_from_five_observations(lists, with_later_values):
    trends = growth.trend_table(with_later_values)
    table = report.trends(trends, lists)
    few = trends["observations"] < 5
    assert (table.loc[few, "95% interval"] == "—").all()


def test_what_is_shown_is_what_was_saved(lists, figures, tmp_path, monkeypatch):
    goals = targets.target_table(figures, lists.indicators)
    shown = []
    monkeypatch.setattr(report, "display", lambda one, **options: shown.append((one, options)))
    monkeypatch.setenv("ECSTATS_FIGURES_FORMATS", "svg png csv")
    chart = charts.target_bullets(goals, lists, language="zh")
    p = parameters.check("none", output_folder=str(tmp_path), language="zh")
    report.show(chart, p)
    (bundle, options), (words, _) = shown
    assert options["raw"]
    assert options["metadata"]["ecstats"]["chart"] == "target-bullets"
    assert bundle == chart._repr_mimebundle_()
    assert {path.suffix for path in tmp_path.iterdir()} == {".svg", ".png", ".csv"}
    assert bundle["image/svg+xml"].encode() == (tmp_path / "target-bullets.svg").read_bytes()
    assert (
        words.data == f"*{chart.caption}{len(chart.rows)}行绘图数据及引文见 `target-bullets.csv`。*"
    )
    assert f"{tmp_path}/" in report.files(p).data
