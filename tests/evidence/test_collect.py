"""The evidence of every figure is complete, and agrees with the ledger."""

import re
from pathlib import Path

import pandas as pd
import pytest

from ecstats import tables
from ecstats.charts.chart import COLUMNS
from ecstats.evidence import collect
from ecstats.evidence.rows import row_texts
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
    one = "hebei-ecommerce-fyp14-006"
    row = {"target_figure_id": [one], "rests_on": [one], "gap_written": ["6.3 billion parcels"]}
    return collect(lists, {"target-bullets": pd.DataFrame(row)}, "en")


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
    assert (use.chart, use.row) == ("target-bullets", 0)
    assert (use.label, use.text) == ("Express parcels (Hebei) · 2025", "6.3 billion parcels")
    assert found["hebei-ecommerce-fyp14-005"].uses == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", sorted(Path("figures").glob("*.csv")), ids=lambda path: path.stem)
def test_every_row_of_a_chart_has_a_name_and_says_no_code(path, language, lists):
    columns = COLUMNS[path.stem]
    rows = pd.read_csv(path, dtype="str", keep_default_na=False).to_dict("records")
    texts = [row_texts(columns, row, lists, language) for row in rows]
    assert all(name for name, _, _ in texts)
    assert any(value for _, value, _ in texts)
    assert not [one for one in texts if re.search(r"[a-z]_[a-z]", "".join(one))]


def test_a_row_is_worded_by_the_columns_that_its_chart_names(lists):
    row = {
        "figure_id": "hebei-miit-article-002", "quoted": "0.185", "quoted_lower": "0.1845",
        "quoted_upper": "0.1855", "quoted_lower_open": "False", "quoted_upper_open": "True",
        "unit_measure": "CNY",
    }  # fmt: skip
    assert row_texts(COLUMNS["quoted-growth"], row, lists, "zh") == (
        "河北省网络零售额 · 2020年上半年", "18.5%", "18.45%–18.55%",
    )  # fmt: skip
    verdict = row_texts(COLUMNS["evidence-matrix"], {"verdict": "unknown"}, lists, "en")
    assert verdict.value == "unknown"
    rules = {"rule": "un_progress_chart", "value": "0.95", "statuses": "cloud;sun"}
    assert row_texts(COLUMNS["progress-rules"], rules, lists, "zh").value == "多云或晴"
