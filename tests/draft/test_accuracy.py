"""Drafts of the five documents against the ledger: a little below what is measured."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

# Shares, in order of `benchmarks/draft.py`, which prints them.
LEAST = {
    "drafted": 1.0,
    "value": 1.0,
    "multiplier": 1.0,
    "bound": 1.0,
    "unit": 0.95,
    "kind": 0.98,
    "period": 0.91,
    "reference": 0.97,
    "area": 0.95,
    "entity": 0.9,
    "per": 0.97,
    "right": 0.88,
    "first": 0.84,
    "hinted": 0.92,
}


@pytest.fixture(scope="module")
def accuracy(root: Path) -> SimpleNamespace:
    path = root / "benchmarks" / "draft.py"
    if not path.exists():
        pytest.skip("the benchmarks lie in the repository")
    return SimpleNamespace(**runpy.run_path(str(path)))


@pytest.fixture(scope="module")
def result(accuracy: SimpleNamespace, documents_folder: Path) -> pd.DataFrame:
    return accuracy.compared(accuracy.drafts(documents_folder), accuracy.ledger())


@pytest.mark.parametrize("part", LEAST)
def test_the_drafts_of_the_documents_agree_with_the_ledger(
    accuracy: SimpleNamespace, part: str, result: pd.DataFrame
) -> None:
    assert accuracy.shares(result)[part] >= LEAST[part]


def test_more_confidence_means_more_right_rows(
    accuracy: SimpleNamespace, result: pd.DataFrame
) -> None:
    bands = accuracy.bands(result).set_index("band")
    assert bands["rows"].sum() == result["drafted"].sum()
    assert bands.loc["high", "right"] >= 0.92
    assert bands.loc["high", "right"] > bands.loc["middle", "right"] + 0.1
    assert bands.loc["middle", "right"] > bands.loc["low", "right"] + 0.3
    assert bands.loc["high", "rows"] >= 110


def test_within_each_document_too(accuracy: SimpleNamespace, result: pd.DataFrame) -> None:
    drafted = result[result["drafted"]]
    for _, rows in drafted.groupby("source_id"):
        high = rows["confidence"] >= accuracy.BANDS["high"]
        assert rows.loc[high, "right"].mean() > rows.loc[~high, "right"].mean()


def test_an_indicator_that_is_filled_in_is_nearly_always_right(result: pd.DataFrame) -> None:
    assert result["filled_right"].sum() >= 0.95 * result["filled"].sum()
    assert result["filled"].sum() >= 90


def test_quantities_that_nobody_quotes_are_told_by_their_confidence(
    accuracy: SimpleNamespace, result: pd.DataFrame
) -> None:
    nobody = result[result["drafted"] & ~result["figure"]]
    assert (nobody["confidence"] < accuracy.BANDS["middle"]).mean() >= 0.9


@pytest.mark.parametrize(("group", "least"), [("seen", 0.88), ("unseen", 0.85)])
def test_passages_of_other_kinds(accuracy: SimpleNamespace, group: str, least: float) -> None:
    drafted, truth = accuracy.passages(Path(__file__).with_name("passages.json"), group)
    shares = accuracy.shares(accuracy.compared(drafted, truth))
    assert shares[["drafted", "value", "multiplier", "bound"]].min() >= 0.99
    assert shares["right"] >= least


def test_comparing_tells_what_differs(accuracy: SimpleNamespace) -> None:
    truth = accuracy.ledger().head(3)
    drafted = truth.assign(
        review_confidence="0.9", review_indicators=truth["indicator_id"] + ";other"
    )
    drafted.loc[1, "obs_kind"] = "threshold"
    drafted = pd.concat([drafted.iloc[:2], drafted.iloc[:1].assign(start="1", end="2")])
    result = accuracy.compared(drafted, truth)
    shares = accuracy.shares(result)
    assert shares["drafted"] == pytest.approx(2 / 3)
    assert (shares["kind"], shares["value"], shares["right"]) == (0.5, 1.0, 0.5)
    assert list(accuracy.bands(result)["rows"]) == [3, 0, 0]
    assert accuracy.bands(result).loc[0, "right"] == pytest.approx(1 / 3)
