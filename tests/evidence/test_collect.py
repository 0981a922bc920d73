"""The evidence of every figure is complete, and agrees with the ledger."""

import pandas as pd
import pytest

from ecstats import tables
from ecstats.evidence import collect
from ecstats.intervals import with_bounds
from ecstats.plots.lookup import load_lookup


@pytest.fixture(scope="module")
def lookup():
    return load_lookup()


@pytest.fixture(scope="module")
def ledger(lookup):
    return tables.with_outturns(lookup.figures, lookup.outturns).set_index("figure_id")


@pytest.fixture(scope="module")
def found(lookup):
    charts = {"a": pd.DataFrame({"rests_on": ["hebei-ecommerce-fyp14-006"], "label": ["Parcels"]})}
    return collect(lookup, charts, "en")


def test_every_figure_has_evidence_with_its_quote(found, ledger):
    assert list(found) == list(ledger.index)
    for one, evidence in found.items():
        assert evidence.indicator
        assert evidence.where
        assert evidence.text
        if evidence.quote is None:
            assert evidence.kind == "outturn"
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


def test_interval_is_shown_where_the_number_allows_several_values(found, lookup, ledger):
    bounded = with_bounds(ledger.reset_index(), indicators=lookup.indicators).set_index("figure_id")
    exact = bounded["lower"] == bounded["upper"]
    assert 0 < exact.sum() < len(exact)
    for one, evidence in found.items():
        assert (evidence.interval == "") or not exact[one], one


def test_a_use_names_the_row_of_the_chart(found):
    (use,) = found["hebei-ecommerce-fyp14-006"].uses
    assert (use.chart, use.row, use.label) == ("a", 0, "Parcels")
    assert found["hebei-ecommerce-fyp14-005"].uses == []
