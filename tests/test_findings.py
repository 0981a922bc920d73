"""Sentences of small tables; those of the notebooks are in `tests/notebooks/test_contract.py`."""

import pytest

from ecstats import charts, consistency, findings, growth, labels, tables, targets
from ecstats.intervals import with_bounds


@pytest.fixture(scope="module")
def lists():
    return labels.load_code_lists()


@pytest.fixture(scope="module")
def figures(lists):
    return with_bounds(lists.figures, indicators=lists.indicators)


def test_one_is_said_in_the_singular(lists):
    part = lists.figures[lists.figures["bound"] == "over"].head(1)
    assert findings.ledger(part)[1].startswith("1 (100%) carries a bound word")
    assert findings.ledger(part)[0].startswith("1 quoted figure: ")


@pytest.mark.parametrize(("left", "share"), [(0, "100%"), (1, "> 99%"), (430, "< 1%")])
def test_all_and_none_are_said_of_all_and_none_only(left, share):
    mentions = tables.load_mentions()
    mentions.loc[mentions.index[:left], "disposition"] = None
    assert f": {share} have a disposition" in findings.mention_coverage(mentions)[0]


def test_rates_are_listed_with_their_years_and_do_not_rank_across_them(lists, figures):
    rates = growth.growth_table(figures, lists.indicators)
    levels, shares, *_ = findings.growth_rates(rates, growth.quoted_growth(figures), lists)
    assert "Express parcels (Hebei), 2020–2025: 22.0% a year; Cross-border" in levels
    assert "firms (Hebei), 2019–2025: 1.45 pp a year; Physical" in shares
    assert "Most" not in levels + shares


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_outcome_has_its_reason(lists, language):
    row = tables.load_published_values().query("value_id == 'o004'")
    for value, year in (("66", "2023"), ("101", "2025"), ("90", "2025")):
        later = row.assign(time_period=year, year=int(year), obs_text=value, bound="exact")
        later["base_value"] = float(value) * 1e8
        values = with_bounds(
            tables.with_published_values(lists.figures, later), indicators=lists.indicators
        )
        attained = targets.attainment(values, lists.indicators)
        (sentence,) = findings.attainments(attained, lists, language)
        known = attained[attained["verdict"] != "not_established"]
        assert labels.reason(known["reason"].iloc[0], language, lists) in sentence


def test_no_outcome_no_sentence(lists, figures):
    assert findings.attainments(targets.attainment(figures, lists.indicators), lists) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_inconsistent_checks_are_each_said_and_the_chart_counts_the_same(lists, language):
    checks = consistency.check_ledger(lists.figures, lists.indicators)
    worded = labels.checks_table(checks, lists, language)
    head, *others = findings.consistency(worded, lists, language)
    wrong = worded.loc[worded["verdict"] == "inconsistent", "sentence"]
    assert others == list(wrong.unique())
    counts = consistency.counted(checks)["verdict"].value_counts()
    title = charts.consistency(checks, lists, language=language).title
    for number in (len(consistency.counted(checks)), counts["inconsistent"]):
        assert str(number) in head
        assert str(number) in title
