"""The evidence of every figure is complete, and agrees with the ledger."""

import pandas as pd
import pytest

from ecstats import tables
from ecstats.evidence import collect
from ecstats.intervals import with_bounds
from ecstats.labels.code_lists import load_code_lists


@pytest.fixture(scope="module")
def lists():
    return load_code_lists()


@pytest.fixture(scope="module")
def ledger(lists):
    return tables.with_published_values(lists.figures, lists.published_values).set_index(
        "figure_id"
    )


@pytest.fixture(scope="module")
def found(lists):
    charts = {"a": pd.DataFrame({"rests_on": ["hebei-ecommerce-fyp14-006"], "label": ["Parcels"]})}
    return collect(lists, charts, "en")


def test_every_figure_has_evidence_with_its_quote(found, ledger):
    assert list(found) == list(ledger.index)
    for one, evidence in found.items():
        assert evidence.indicator
        assert evidence.where
        assert evidence.text
        if evidence.quote is None:
            assert evidence.kind == "published_value"
        else:
            assert "".join(evidence.quote) == ledger.loc[one, "quote"]
            assert evidence.quote[1] == ledger.loc[one, "as_written"]


def test_a_series_holds_its_figure_and_no_other_measure(found, ledger):
    assert sum(bool(evidence.series) for evidence in found.values()) > 20
    for one, evidence in found.items():
        members = [other.figure_id for other in evidence.series]
        assert members == [] or members.count(one) == 1
        assert len(members) != 1
        for name in ("indicator_id", "ref_area", "entity_id", "per", "unit_measure"):
            values = ledger.loc[members, name].astype("string").fillna("")
            assert len(set(values)) <= 1, (one, name)
        periods = ledger.loc[members, "time_period"].astype("string").fillna("").tolist()
        assert periods == sorted(periods)
        for member in members:
            assert found[member].series == evidence.series


def test_interval_is_shown_where_the_number_allows_several_values(found, lists, ledger):
    bounded = with_bounds(ledger.reset_index(), indicators=lists.indicators).set_index("figure_id")
    exact = bounded["lower"] == bounded["upper"]
    assert 0 < exact.sum() < len(exact)
    for one, evidence in found.items():
        assert (evidence.interval == "") or not exact[one], one


def test_a_use_names_the_row_of_the_chart(found):
    (use,) = found["hebei-ecommerce-fyp14-006"].uses
    assert (use.chart, use.row, use.label) == ("a", 0, "Parcels")
    assert found["hebei-ecommerce-fyp14-005"].uses == []
