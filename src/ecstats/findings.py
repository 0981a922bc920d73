"""What the tables say, in sentences with computed numbers, in English or Chinese.

Each function takes the tables that a chart was drawn from, so that a number in the text cannot
differ from the number in the chart. The words are templates of `ecstats.labels`; a sentence says
only what holds for any selection of rows, and one about nothing is left out.
"""

import pandas as pd

from ecstats.accountability import due_by_leader
from ecstats.charts.chart import worded
from ecstats.consistency import VERDICTS, counted
from ecstats.labels import (
    CodeLists,
    by_id,
    code_name,
    dated,
    figure_text,
    format_estimate,
    format_interval,
    get,
    label,
    listing,
    period,
    reason,
    series_name,
    text,
)
from ecstats.labels.code_lists import Row
from ecstats.tables.records import dicts

__all__ = [
    "accountability",
    "attainments",
    "changes",
    "conditions",
    "consistency",
    "gaps",
    "growth_rates",
    "ledger",
    "mention_coverage",
]

_KINDS = {
    "observed": "observed", "targets": "target", "thresholds": "threshold", "changes": "change",
}  # fmt: skip
_BASES = {"stated": "stated", "inferred": "inferred", "undated": "none"}
_RATES = {"compound": "FRACTION_PER_YEAR", "points_per_year": "PERCENTAGE_POINT_PER_YEAR"}


def ledger(figures: pd.DataFrame, language: str = "en") -> list[str]:
    """Sentences on how the figures are dated and bounded.

    Parameters
    ----------
    figures : DataFrame
        Rows of the ledger.
    language : {"en", "zh"}

    Examples
    --------
    >>> ledger(lists.figures)[0]
    '160 quoted figures: 52 observed, 76 targets, 13 thresholds, 19 changes.'
    """
    n = len(figures)
    kinds = {one: int((figures["obs_kind"] == code).sum()) for one, code in _KINDS.items()}
    basis = {one: int((figures["period_basis"] == code).sum()) for one, code in _BASES.items()}
    bounded = int((figures["bound"] != "exact").sum())
    repeats = int(figures["repeats"].notna().sum())
    return [
        _text("finding_figures", language, figures=n, **kinds),
        _text("finding_bounded", language, n=bounded, share=_share(bounded, n)),
        _text("finding_dated", language, **basis),
        *([_text("finding_repeats", language, n=repeats)] if repeats else []),
    ]


def mention_coverage(mentions: pd.DataFrame, language: str = "en") -> list[str]:
    """Sentences on what the numerals of the documents are.

    Parameters
    ----------
    mentions : DataFrame
        Rows of the table of mentions.
    language : {"en", "zh"}

    Examples
    --------
    >>> mention_coverage(ecstats.tables.load_mentions())[0]
    '431 numerals in 5 documents: 100% have a disposition, 160 (37%) are quoted figures.'
    """
    n, counts = len(mentions), mentions["disposition"].value_counts()
    figures = int(counts.get("figure", 0))
    rest = [
        (code_name("disposition", code, language), int(number))
        for code, number in counts.items()
        if code != "figure" and number
    ]
    return [
        text(
            "finding_numerals",
            language,
            **worded({"numerals": n, "documents": mentions["source_id"].nunique()}, language),
            accounted=_share(int(counts.sum()), n),
            figures=figures,
            share=_share(figures, n),
        ),
        *([text("finding_other_numerals", language, rest=listing(rest, language))] if rest else []),
    ]


def growth_rates(
    rates: pd.DataFrame, quoted: pd.DataFrame, lists: CodeLists, language: str = "en"
) -> list[str]:
    """Sentences on the growth that targets ask for and on what quoted growth implies.

    Rates are listed with their years, as those of different years do not rank.

    Parameters
    ----------
    rates, quoted : DataFrame
        From `growth.growth_table` and `growth.quoted_growth`.
    lists : CodeLists
    language : {"en", "zh"}

    Examples
    --------
    >>> rates = ecstats.growth.growth_table(figures, lists.indicators)
    >>> growth_rates(rates, ecstats.growth.quoted_growth(figures), lists)[1][:47]
    'Average change that targets ask of shares: E-co'
    """
    usable = rates[rates["status"] == "ok"]
    aims = usable[usable["pair_kind"] == "to_target"]
    aims = aims.sort_values(["period_start", "value"], ascending=[True, False], kind="stable")
    later = aims["figure_id_end"].duplicated()
    parts = {f"finding_{one}": aims[~later & (aims["measure"] == one)] for one in _RATES}
    sentences = [] if len(usable) else [text("finding_no_rate", language)]
    for key, rows in {**parts, "finding_from_later": aims[later]}.items():
        items = [(_span(row, lists, language), _rate(row, language)) for row in dicts(rows)]
        if items:
            sentences.append(text(key, language, rates=listing(items, language)))
    ends = usable[["figure_id_start", "figure_id_end"]]
    resting = int(ends.isin(list(by_id(lists, "published_values"))).any(axis=1).sum())
    if resting:
        sentences.append(_text("finding_published", language, n=resting, rates=len(usable)))
    for row in dicts(quoted[quoted["status"] == "ok"].dropna(subset=["implied_lower"])):
        sentences.append(
            text(
                "finding_implied",
                language,
                name=series_name(row, lists, language),
                rate=figure_text(lists, row["figure_id"], language),
                level=format_interval(
                    row["implied_lower"], row["implied_upper"], row["unit_measure"], language
                ),
                period=period(row["reference"], language),
            )
        )
    return sentences


def gaps(
    targets: pd.DataFrame, growth: pd.DataFrame, lists: CodeLists, language: str = "en"
) -> list[str]:
    """Sentences on how many targets can be measured, and on required and past growth.

    Parameters
    ----------
    targets, growth : DataFrame
        From `targets.target_table` and `targets.annual_growth_table`.
    lists : CodeLists
    language : {"en", "zh"}

    Examples
    --------
    >>> aims = ecstats.targets.target_table(figures, lists.indicators)
    >>> rates = ecstats.targets.annual_growth_table(figures, lists.indicators)
    >>> gaps(aims, rates, lists)[1]
    'For the other 62 no gap can be computed.'
    """
    based = int(targets["baseline_id"].notna().sum())
    compared = int((targets["status"] == "ok").sum())
    numbers = {"compared": compared, "based": based, "later": compared - based}
    sentences = [_text("finding_gaps", language, targets=len(targets), **numbers)]
    if compared < len(targets):
        sentences.append(text("finding_no_gap", language, n=len(targets) - compared))
    ratios = growth[(growth["quantity"] == "growth_ratio") & (growth["status"] == "ok")]
    for row in dicts(ratios):
        ends = {name: row[name] for name in ("lower", "upper", "lower_open", "upper_open")}
        name = dated(series_name(row, lists, language), row["target_period"], language)
        ratio = format_interval(**ends, unit="RATIO", language=language)
        sentences.append(text("finding_ratio", language, name=_capital(name), ratio=ratio))
    return sentences


def attainments(attained: pd.DataFrame, lists: CodeLists, language: str = "en") -> list[str]:
    """Sentences on the targets for which values were published elsewhere, one for each verdict.

    Parameters
    ----------
    attained : DataFrame
        From `targets.attainment`.
    lists : CodeLists
    language : {"en", "zh"}

    Examples
    --------
    >>> attainments(ecstats.targets.attainment(values, lists.indicators), lists)[-1][:23]
    'No verdict on 6 targets'
    """
    unknown = attained["verdict"] == "not_established"
    sentences = [
        text(
            "finding_attained",
            language,
            name=_capital(series_name(row, lists, language)),
            target=figure_text(lists, row["target_figure_id"], language),
            period=period(row["target_period"], language),
            reason=reason(row["reason"], language, lists),
        )
        for row in dicts(attained[~unknown])
    ]
    if unknown.any():
        sentences.append(_text("finding_not_established", language, targets=int(unknown.sum())))
    return sentences


def changes(rows: pd.DataFrame, lists: CodeLists, language: str = "en") -> list[str]:
    """Sentences on the reductions and gains that the documents tell of firms and platforms.

    Parameters
    ----------
    rows : DataFrame
        From `clusters.reductions_and_gains`.
    lists : CodeLists
    language : {"en", "zh"}

    Examples
    --------
    >>> changes(ecstats.clusters.reductions_and_gains(lists.figures), lists)[0][:47]
    '8 reductions and 5 gains of 7 clusters, platfor'
    """
    if rows.empty:
        return []
    kinds = rows["kind"].value_counts()
    named = rows["entity_id"].fillna(rows["ref_area"])
    titles = [
        str(get(lists, "sources", source)[f"title_{language}"])
        for source in dict.fromkeys(rows["source_id"])
    ]
    return [
        _text(
            "finding_changes",
            language,
            reductions=kinds.get("reduction", 0),
            gains=kinds.get("gain", 0),
            entities=named.nunique(),
            sources=text("semicolon", language).join(titles),
        )
    ]


def conditions(matrix: pd.DataFrame, lists: CodeLists, language: str = "en") -> list[str]:
    """Sentences on how much evidence there is on the conditions of the pilot, and whose it is.

    Parameters
    ----------
    matrix : DataFrame
        From `clusters.evidence_matrix`.
    lists : CodeLists
    language : {"en", "zh"}

    Examples
    --------
    >>> needs = ecstats.tables.load_conditions()
    >>> matrix = ecstats.clusters.evidence_matrix(lists.figures, needs, entities=lists.entities)
    >>> conditions(matrix, lists)[0][:46]
    '7 clusters and 13 requirements make 91 cells: '
    """
    requirements = matrix[matrix["level"] == "requirement"]
    overall = matrix.loc[matrix["level"] == "overall", "verdict"]
    if overall.empty:
        return []
    known = requirements[requirements["verdict"] != "unknown"]
    ids = known["figure_ids"].fillna("").str.split(";")
    quoted = sum(any(one in by_id(lists, "figures") for one in some) for some in ids)
    met, failed = int((overall == "met").sum()), int((overall == "not_met").sum())
    return [
        _text(
            "finding_evidence",
            language,
            clusters=len(overall),
            requirements=requirements["requirement_id"].nunique(),
            cells=len(requirements),
            quoted=quoted,
            others=len(known) - quoted,
        ),
        text(
            "finding_eligible", language, met=met, failed=failed, rest=len(overall) - met - failed
        ),
    ]


def consistency(checks: pd.DataFrame, lists: CodeLists, language: str = "en") -> list[str]:
    """Sentences on the verdicts, then the sentence of every check that is inconsistent.

    Parameters
    ----------
    checks : DataFrame
        From `labels.checks_table`, in this language.
    lists : CodeLists
    language : {"en", "zh"}

    Examples
    --------
    >>> checks = ecstats.consistency.check_ledger(lists.figures, lists.indicators)
    >>> consistency(ecstats.labels.checks_table(checks, lists), lists)[0].partition(":")[0]
    '26 checks'
    """
    once = counted(checks)
    later = by_id(lists, "published_values")
    quoted = [not any(one in later for one in ids.split(";")) for ids in once["figure_ids"]]
    parts = {"finding_checks": once["verdict"]}
    if not all(quoted):
        parts["finding_own_checks"] = once["verdict"][quoted]
    sentences = []
    for key, verdicts in parts.items():
        numbers = {one: int((verdicts == one).sum()) for one in VERDICTS}
        sentences.append(_text(key, language, checks=len(verdicts), **numbers))
    conflicts = checks.loc[checks["verdict"] == "inconsistent", "sentence"]
    return [*sentences, *dict.fromkeys(conflicts)]


def accountability(
    responsibilities: pd.DataFrame, lists: CodeLists, language: str = "en"
) -> list[str]:
    """Sentences on tasks without quantified targets and on who leads.

    Parameters
    ----------
    responsibilities : DataFrame
        From `accountability.responsibilities`.
    lists : CodeLists
    language : {"en", "zh"}

    Examples
    --------
    >>> tasks, linked = ecstats.tables.load_tasks(), ecstats.tables.load_task_figures()
    >>> rows = ecstats.accountability.responsibilities(tasks, linked, lists.figures)
    >>> accountability(rows, lists)[0].partition(":")[0]
    '17 tasks'
    """
    due = responsibilities.drop_duplicates(["task_id", "year"])
    tasks = due["task_id"].nunique()
    with_targets = due.loc[due["targets"] > 0, "task_id"].nunique()
    numbers = {"tasks": tasks, "empty": tasks - with_targets, "n": with_targets}
    targets = int(due["targets"].sum())
    sentences = [_text("finding_tasks", language, targets=targets, **numbers)]
    led = due_by_leader(responsibilities).sum(axis="columns")
    if not led.empty:
        leaders = [(label(lists, "bodies", unit, language), int(n)) for unit, n in led.items()]
        sentences.append(text("finding_leaders", language, leaders=listing(leaders, language)))
    return sentences


def _text(key: str, language: str, **values: object) -> str:
    return text(key, language, **worded(values, language))


def _share(part: int, whole: int) -> str:
    """Share in whole per cent that is 0% and 100% only where it is none and all."""
    percent = round(100 * part / whole) if whole else 0
    if percent == 100 and part < whole:
        return "> 99%"
    return "< 1%" if percent == 0 and part else f"{percent}%"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _span(row: Row, lists: CodeLists, language: str) -> str:
    """Name of a series with the years of a pair."""
    years = f"{row['period_start']}/{row['period_end']}"
    return dated(series_name(row, lists, language), years, language)


def _rate(row: Row, language: str) -> str:
    """Rate of a pair with the digits that its interval supports."""
    ends = {name: row[name] for name in ("value", "lower", "upper", "lower_open", "upper_open")}
    return format_estimate(**ends, unit=_RATES[row["measure"]], language=language)
