"""Clusters, platforms and firms side by side, within one measure and one scope."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from ecstats import clusters, load_entities, load_quoted_figures
from ecstats.errors import InputError
from ecstats.intervals import with_bounds
from ecstats.tables import select


@pytest.fixture(scope="module")
def figures():
    return load_quoted_figures()


def ledger(count, **also):
    """Units u0, u1 … with the counts 10, 20 …"""
    rows = [
        {
            "figure_id": f"f-{i}", "source_id": "s", "indicator_id": "shops", "ref_area": "130000",
            "entity_id": f"u{i}", "obs_kind": "observed", "time_period": "2020", "per": None,
            "reference": None, "obs_text": str(10 * (i + 1)), "base_value": 10.0 * (i + 1),
            "unit_measure": "SHOP", "unit_mult": 0, "bound": "exact", "as_written": "", "note": "n",
        }
        for i in range(count)
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(**also)


def test_a_comparison_stays_within_one_measure(figures):
    found = clusters.comparisons(select(figures, "platform_clicks"))
    assert set(found["entity_id"]) == {"resumption-cloud", "jjj-emergency-cloud", "brand-day"}
    assert set(found["indicator_id"]) == {"platform_clicks"}
    assert found["value"].isna().all()  # 突破, 超: one-sided, no point
    assert found["point_estimate"].tolist() == [3_200_000, 63_000, 1_050_000]
    assert (found["lower"] == found["point_estimate"]).all()
    assert np.isinf(found["upper"]).all()
    assert (found["status"] == "ok").all()


def test_a_unit_without_a_figure_keeps_its_row(figures):
    found = clusters.comparisons(select(figures, "online_shops"), ["qinghe-park", "baigou-park"])
    assert found["entity_id"].tolist() == ["qinghe-park", "baigou-park"]
    missing = found.iloc[1]
    assert missing["status"] == "not_computable"
    assert missing["reason"] == "not_quoted|observed|online_shops"
    assert pd.isna(missing["lower"])
    assert found["reason"].isna().tolist() == [True, False]


def test_there_is_no_ranking_below_ten_units_or_across_years():
    nine = clusters.comparisons(ledger(9))
    assert nine["rank"].isna().all()
    ten = clusters.comparisons(ledger(10))
    assert ten["rank"].tolist() == list(range(10, 0, -1))
    other_years = ledger(10, time_period=["2019", *["2020"] * 9])
    assert clusters.comparisons(other_years)["rank"].isna().all()


def test_a_ranking_counts_only_units_that_are_certainly_larger():
    rows = ledger(10, unit_measure="CNY")
    rows.loc[9, ["obs_text", "base_value"]] = ["90", 90.0]
    found = clusters.comparisons(rows)
    assert found["rank"].tolist()[7:] == [3, 1, 1]
    rows.loc[0, "bound"] = "at_least"
    assert clusters.comparisons(rows)["rank"].tolist()[0] == 1


def test_a_missing_column_is_named(figures):
    with pytest.raises(InputError, match="column 'per' is missing"):
        clusters.comparisons(figures.drop(columns="per"), ["qinghe-park"])


def test_every_entity_and_every_pair_of_entities_can_be_compared(figures):
    entities = list(load_entities()["entity_id"])
    full = clusters.comparisons(figures, entities)
    assert len(full)
    figures = with_bounds(figures)
    for units in [[], *([entity] for entity in entities), *combinations(entities, 2)]:
        table = clusters.comparisons(figures, units, at_least=len(units))
        assert table.dtypes.equals(full.dtypes)
        counts = table.dropna(subset="figure_id").groupby("indicator_id")["entity_id"].nunique()
        assert (counts == len(units)).all()


@pytest.mark.parametrize(
    ("column", "value"), [("unit_measure", "FIRM"), ("per", "county"), ("reference", "2019")]
)
def test_figures_of_two_scopes_are_two_measures(column, value):
    rows = ledger(3)
    rows.loc[1, column] = value
    table = clusters.comparisons(rows, ["u0", "u1", "u2"])
    assert table["entity_id"].tolist() == ["u0", "u2", "u1", "u1", "u0", "u2"]
    assert (table[column].dropna() == value).tolist().count(True) == 1
    assert table["figure_id"].isna().tolist() == [False, False, True, False, True, True]


def test_reductions_and_gains_are_signed_and_have_intervals(figures):
    found = clusters.reductions_and_gains(figures).set_index("figure_id")
    assert len(found) == 13
    assert (found["kind"] == "reduction").sum() == 8
    assert ((found["point_estimate"] < 0) == (found["kind"] == "reduction")).all()
    assert (found["lower"] <= found["point_estimate"]).all()
    assert (found["point_estimate"] <= found["upper"]).all()
    assert (found["lower"] >= -100).all()
    plain = found.loc["hebei-miit-article-009"]
    assert (plain["entity_id"], plain["value"]) == ("junlebao", 15)
    assert [plain["lower"], plain["upper"], plain["lower_open"], plain["upper_open"]] == [
        14.5, 15.5, False, True,
    ]  # fmt: skip


def test_a_fraction_is_exact_and_one_sided_changes_have_no_point(figures):
    found = clusters.reductions_and_gains(figures).set_index("figure_id")
    two_thirds = found.loc["hebei-miit-article-023"]
    assert two_thirds["value"] == two_thirds["lower"] == two_thirds["upper"]
    assert two_thirds["value"] == pytest.approx(-200 / 3, abs=1e-12)
    at_least = found.loc["hebei-miit-article-014"]  # 节约30%以上
    assert pd.isna(at_least["value"])
    assert [at_least["lower"], at_least["upper"]] == [-100, -30]
    assert not at_least["lower_open"]
    more = found.loc["hebei-miit-article-052"]  # 提高5%以上
    assert [more["lower"], more["upper"]] == [5, np.inf]


def test_no_changes_give_an_empty_table_of_the_same_shape(figures):
    full = clusters.reductions_and_gains(figures)
    empty = clusters.reductions_and_gains(figures.iloc[:0])
    assert empty.empty
    assert list(empty.columns) == list(full.columns)
