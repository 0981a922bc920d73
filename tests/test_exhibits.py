import pandas as pd
import pytest

from ecstats import consistency, exhibits, growth, plots, tables, targets
from ecstats.intervals import with_bounds


@pytest.fixture(scope="module")
def lookup():
    return plots.load_lookup()


@pytest.fixture(scope="module")
def figures(lookup):
    return with_bounds(lookup.figures, indicators=lookup.indicators)


@pytest.fixture(scope="module")
def with_later_values(lookup):
    ledger = tables.with_outturns(lookup.figures, lookup.outturns)
    return with_bounds(ledger, indicators=lookup.indicators)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_evidence_gives_the_quoted_words_and_their_place(lookup, language):
    ids = list(lookup.figures["figure_id"])
    table = exhibits.evidence([";".join(ids[3:5]), ids[0], "o001"], lookup, language)
    assert list(table.index) == [ids[0], *ids[3:5]]
    rows = lookup.figures.set_index("figure_id").loc[table.index]
    assert list(table.iloc[:, 3]) == list(rows["as_written"])
    assert list(table.iloc[:, 4]) == list(rows["quote"])
    assert list(table.iloc[:, 6]) == [
        f"{a}–{b}" for a, b in zip(rows["start"], rows["end"], strict=True)
    ]


def test_show_leaves_out_no_row_and_shortens_no_text():
    text = "长" * 200
    page = exhibits.show(pd.DataFrame({"a": [text] * 90})).data
    assert page.count(text) == 90


def test_markup_in_a_cell_stays_text():
    page = exhibits.show(pd.DataFrame({"<b>": ["<script>alert(1)</script>"]})).data
    assert "<script>" not in page
    assert "<b>" not in page


def test_every_reason_of_the_tables_has_chinese_words(lookup, figures, with_later_values):
    values = (figures, lookup.indicators, lookup.outturns)
    reasons = {
        *growth.growth_table(with_later_values, lookup.indicators)["reason"].dropna(),
        *growth.trend_table(with_later_values)["reason"].dropna(),
        *growth.trend_table(with_later_values)["inference"].dropna(),
        *targets.pace_table(*values)["reason"].dropna(),
        *consistency.check_ledger(figures, lookup.indicators)["verdict"],
    }
    assert reasons
    for reason in reasons:
        chinese = exhibits.in_words(reason, "zh")
        assert chinese != reason
        assert exhibits.in_words(reason, "en") == reason


@pytest.mark.parametrize("language", ["en", "zh"])
def test_reasons_lists_what_is_not_computable_and_nothing_else(lookup, figures, language):
    pace = targets.pace_table(figures, lookup.indicators, lookup.outturns)
    table = exhibits.reasons(pace, lookup, language)
    assert len(table) == (pace["status"] != "ok").sum()


def test_trends_show_an_interval_only_from_five_observations(lookup, with_later_values):
    trends = growth.trend_table(with_later_values)
    table = exhibits.trends(trends, lookup)
    few = trends["observations"] < 5
    assert (table.loc[few, "95% interval"] == "—").all()


def test_what_is_shown_is_what_was_saved(lookup, figures, tmp_path, monkeypatch):
    goals = targets.target_table(figures, lookup.indicators)
    shown = []
    monkeypatch.setattr(exhibits, "display", lambda one, **options: shown.append((one, options)))
    exhibits.publish(plots.target_bullets, goals, lookup, language="zh", folder=tmp_path)
    chart = plots.target_bullets(goals, lookup, language="zh")
    (bundle, options), (words, _) = shown
    assert options == {"raw": True}
    assert bundle == chart._repr_mimebundle_()
    assert {path.suffix for path in tmp_path.iterdir()} == {".svg", ".png", ".csv"}
    assert bundle["image/svg+xml"].encode() == (tmp_path / "target-bullets.svg").read_bytes()
    assert (
        words.data == f"*{chart.caption}{len(chart.rows)}行绘图数据及引文见 `target-bullets.csv`。*"
    )
