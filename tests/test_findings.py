import re

import pytest

from ecstats import (
    accountability,
    charts,
    clusters,
    consistency,
    findings,
    growth,
    labels,
    tables,
    targets,
)
from ecstats.intervals import with_bounds


@pytest.fixture(scope="module")
def lists():
    return labels.load_code_lists()


@pytest.fixture(scope="module")
def figures(lists):
    return with_bounds(lists.figures, indicators=lists.indicators)


@pytest.fixture(scope="module")
def sentences(lists, figures):
    """Every sentence of the notebooks, by function and language."""
    everything = tables.with_published_values(lists.figures, lists.published_values)
    values = (with_bounds(everything, indicators=lists.indicators), lists.indicators)
    rates = growth.growth_table(figures, lists.indicators)
    quoted = growth.quoted_growth(figures)
    goals, pace = targets.target_table(*values), targets.annual_growth_table(*values)
    matrix = clusters.evidence_matrix(figures, tables.load_conditions(), entities=lists.entities)
    checks = consistency.check_ledger(figures, lists.indicators)
    responsibilities = accountability.responsibilities(
        tables.load_tasks(), tables.load_task_figures(), lists.figures
    )
    return {
        language: {
            "ledger": findings.ledger(lists.figures, language),
            "mentions": findings.mention_coverage(tables.load_mentions(), language),
            "growth": findings.growth_rates(rates, quoted, lists, language),
            "gaps": findings.gaps(goals, pace, lists, language),
            "met": findings.attainments(targets.attainment(*values), lists, language),
            "changes": findings.changes(clusters.reductions_and_gains(figures), language),
            "conditions": findings.conditions(matrix, language),
            "consistency": findings.consistency(
                labels.checks_table(checks, lists, language), language
            ),
            "responsibilities": findings.accountability(responsibilities, lists, language),
        }
        for language in ("en", "zh")
    }


def test_both_languages_say_as_much(sentences):
    for name, english in sentences["en"].items():
        assert english
        assert len(sentences["zh"][name]) == len(english), name


def test_chinese_sentences_are_chinese(sentences):
    for name, chinese in sentences["zh"].items():
        for sentence in chinese:
            assert re.search("[一-鿿]", sentence), name
            assert not re.search(r"\b(?:the|and|of|is)\b", sentence), sentence


def test_nothing_undefined_is_printed(sentences):
    for texts in sentences.values():
        for group in texts.values():
            for sentence in group:
                assert not re.search(r"\b(?:nan|inf|None|<NA>)\b", sentence), sentence


def test_counts_are_those_of_the_table(lists):
    part = lists.figures[lists.figures["obs_kind"] == "target"]
    first = findings.ledger(part)[0]
    assert first.startswith(f"{len(part)} quoted figures: 0 observed, {len(part)} targets")


def test_shares_follow_the_table():
    mentions = tables.load_mentions()
    only = mentions[mentions["disposition"] == "figure"]
    assert "(100%) are quoted figures" in findings.mention_coverage(only)[0]


def test_the_fastest_required_growth_is_named(lists, figures):
    rates = growth.growth_table(figures, lists.indicators)
    aims = rates[(rates["pair_kind"] == "to_target") & (rates["measure"] == "compound")]
    best = aims.sort_values("value").iloc[-1]
    label = labels.label(lists, "indicators", best["indicator_id"], "en")
    said = findings.growth_rates(rates, growth.quoted_growth(figures), lists)[0]
    assert label in said
    assert f"{best['period_start']} to {best['period_end']}" in said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_outcome_has_its_words(lists, language):
    later = tables.load_published_values()
    row = later[later["value_id"] == "o004"]
    said = []
    for value, year in (("66", "2023"), ("101", "2025"), ("90", "2025")):
        own = row.assign(time_period=year, year=int(year), obs_text=value, bound="exact")
        own["base_value"] = float(value) * 1e8
        values = tables.with_published_values(lists.figures, own)
        attained = targets.attainment(
            with_bounds(values, indicators=lists.indicators), lists.indicators
        )
        said += findings.attainments(attained, lists, language)
    words = {
        "en": ["not decided", "certainly met", "certainly not met"],
        "zh": ["尚无定论", "确定实现", "确定未实现"],
    }[language]
    assert len(said) == len(words)
    for sentence, word in zip(said, words, strict=True):
        assert word in sentence


def test_no_outcome_no_sentence(lists, figures):
    none = targets.attainment(figures, lists.indicators)
    assert findings.attainments(none, lists) == []


def test_inconsistent_checks_are_each_said(lists, figures):
    checks = consistency.check_ledger(figures, lists.indicators)
    worded = labels.checks_table(checks, lists)
    wrong = worded[worded["verdict"] == "inconsistent"]
    assert len(findings.consistency(worded)) == 1 + wrong["sentence"].nunique()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sentence_and_chart_count_the_same_checks(lists, figures, language):
    checks = labels.checks_table(
        consistency.check_ledger(figures, lists.indicators), lists, language
    )
    head = findings.consistency(checks, language)[0]
    title = charts.consistency_verdicts(checks, lists, language=language).title
    (total, *verdicts), (shown, wrong) = (re.findall(r"\d+", text) for text in (head, title))
    assert (total, verdicts[1]) == (shown, wrong)
    assert sum(map(int, verdicts)) == int(total)
