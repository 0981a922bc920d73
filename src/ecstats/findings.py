"""What the tables say, in sentences with computed numbers, in English or Chinese.

Each function takes the tables that a chart was drawn from, so that a number in the text cannot
differ from the number in the chart.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd
from IPython.display import Markdown

from ecstats.accountability import due_by_leader
from ecstats.consistency import counted
from ecstats.labels.code_lists import CodeLists, figure_text, label, series_name
from ecstats.labels.numbers import format_interval, format_value

__all__ = [
    "accountability",
    "attainments",
    "bullets",
    "changes",
    "conditions",
    "consistency",
    "gaps",
    "growth_rates",
    "ledger",
    "mention_coverage",
]


def bullets(sentences: Iterable[str]) -> Markdown:
    """Show sentences as a list."""
    return Markdown("\n".join(f"- {sentence}" for sentence in sentences))


def ledger(figures: pd.DataFrame, language: str = "en") -> list[str]:
    """Sentences on how the figures are dated and bounded."""
    n = len(figures)
    kinds = figures["obs_kind"].value_counts()
    inferred = int((figures["period_basis"] == "inferred").sum())
    undated = int((figures["period_basis"] == "none").sum())
    bounded = int((~figures["bound"].isin(["exact"])).sum())
    repeats = int(figures["repeats"].notna().sum())
    if language == "zh":
        return [
            f"共{n}个引用数字：现状{kinds.get('observed', 0)}个、目标{kinds.get('target', 0)}个、"
            f"门槛{kinds.get('threshold', 0)}个、变化{kinds.get('change', 0)}个。",
            f"{bounded}个（{_percent(bounded, n)}）带有“以上”“超过”等界限词或为区间，不是一个点。",
            f"{inferred}个的时期由上下文推断，{undated}个没有时期；推断的依据写在 `note` 一列。",
            f"{repeats}个在同一文件中重复印出，计算时只用一次。",
        ]
    return [
        f"{n} quoted figures: {kinds.get('observed', 0)} observed, {kinds.get('target', 0)} "
        f"targets, {kinds.get('threshold', 0)} thresholds, {kinds.get('change', 0)} changes.",
        f"{bounded} ({_percent(bounded, n)}) carry a bound word (at least, over, some, about) or "
        "are a range: they are not a point.",
        f"The period of {inferred} is inferred from the context, {undated} have none; the reason "
        "stands in the column `note`.",
        f"{repeats} repeat a figure of the same document and enter a calculation once.",
    ]


def mention_coverage(mentions: pd.DataFrame, language: str = "en") -> list[str]:
    """Sentences on what the numerals are that are no figures."""
    counts = mentions["disposition"].value_counts()
    n, figures = len(mentions), int(counts.get("figure", 0))
    accounted = int(mentions["disposition"].notna().sum())
    if language == "zh":
        return [
            f"五份文件共有{n}处数词，{_percent(accounted, n)}已归类；其中{figures}处"
            f"（{_percent(figures, n)}）是引用数字。",
            f"其余：日期{counts.get('date', 0)}处、时段{counts.get('period', 0)}处、"
            f"序数{counts.get('ordinal', 0)}处、文号{counts.get('document_number', 0)}处、"
            f"名称用字{counts.get('name', 0)}处、其他{counts.get('other', 0)}处。",
        ]
    return [
        f"The documents contain {n} numerals; {_percent(accounted, n)} have a disposition, and "
        f"{figures} ({_percent(figures, n)}) are quoted figures.",
        f"The rest: {counts.get('date', 0)} dates, {counts.get('period', 0)} periods, "
        f"{counts.get('ordinal', 0)} ordinals, {counts.get('document_number', 0)} document "
        f"numbers, {counts.get('name', 0)} parts of names, {counts.get('other', 0)} others.",
    ]


def growth_rates(
    rates: pd.DataFrame, quoted: pd.DataFrame, lists: CodeLists, language: str = "en"
) -> list[str]:
    """Sentences on the fastest growth and on what a quoted growth implies."""
    sentences = []
    usable = rates[rates["status"] == "ok"]
    for measure in ("compound", "points_per_year"):
        rows = usable[(usable["measure"] == measure) & (usable["pair_kind"] == "to_target")]
        rows = rows.dropna(subset="value")
        if rows.empty:
            continue
        row = rows.sort_values("value", kind="stable").iloc[-1]
        unit = "FRACTION_PER_YEAR" if measure == "compound" else "PERCENTAGE_POINT_PER_YEAR"
        rate = format_value(row["value"], unit, language, step=_step(row))
        span = _interval(row, unit, language)
        name = series_name(row, lists, language)
        first, last = row["period_start"], row["period_end"]
        sentences.append(
            f"要求最高的是{name}：{first}至{last}年需{rate}（{span}）。"
            if language == "zh"
            else f"Most is asked of {name}: {rate} from {first} to {last} ({span})."
        )
    for _, row in quoted[quoted["status"] == "ok"].dropna(subset=["implied_lower"]).iterrows():
        name = series_name(row, lists, language)
        rate, earlier = figure_text(lists, row["figure_id"], language), row["reference"]
        level = format_interval(
            row["implied_lower"], row["implied_upper"], row["unit_measure"], language
        )
        sentences.append(
            f"{name}公布的增速{rate}意味着{earlier}的水平为{level}。"
            if language == "zh"
            else f"The quoted growth of {name}, {rate}, implies {level} in {earlier}."
        )
    return sentences


def gaps(
    targets: pd.DataFrame, pace: pd.DataFrame, lists: CodeLists, language: str = "en"
) -> list[str]:
    """Sentences on how many targets can be measured and how pace compares with need."""
    n, based = len(targets), int(targets["baseline_id"].notna().sum())
    sentences = [
        f"{n}个目标中有{based}个在文件中有可比的基期数；其余{n - based}个无从计算差距，照实列出。"
        if language == "zh"
        else f"{based} of {n} targets have a comparable baseline in the documents; for the other "
        f"{n - based} no gap can be computed, and the table says so."
    ]
    ratios = pace[(pace["quantity"] == "growth_ratio") & (pace["status"] == "ok")]
    for _, row in ratios.iterrows():
        name = series_name(row, lists, language)
        span = format_interval(row["lower"], row["upper"], "RATIO", language)
        sentences.append(
            f"{name}：今后所需速度是以往速度的{span}倍。"
            if language == "zh"
            else f"{_capital(name)}: the required pace is {span} times the past pace."
        )
    return sentences


def attainments(attained: pd.DataFrame, lists: CodeLists, language: str = "en") -> list[str]:
    """Sentences on the targets whose outcome is known, one each."""
    sentences = []
    for _, row in attained[attained["verdict"] != "not_established"].iterrows():
        name = series_name(row, lists, language)
        target = figure_text(lists, row["target_figure_id"], language)
        broken = {
            "en": "; the series breaks before that value" if row["series_break"] else "",
            "zh": "；此前序列有断点" if row["series_break"] else "",
        }[language]
        due, when = row["target_period"], row["period"]
        outcome = _OUTCOMES[row["outcome"]][language == "zh"]
        sentences.append(
            f"{name}（{due}年目标{target}）：{outcome}，依据{when}数值{broken}。"
            if language == "zh"
            else f"{_capital(name)} (target {target} for {due}): {outcome} by the value "
            f"for {when}{broken}."
        )
    open_ = int((attained["verdict"] == "not_established").sum())
    if open_:
        sentences.append(
            f"另有{open_}个目标虽有后续数值，但口径未经证实或已改变，不作结论。"
            if language == "zh"
            else f"For {open_} more targets there are later values, but of an unproven or other "
            "definition or of another year: no verdict."
        )
    return sentences


def changes(rows: pd.DataFrame, language: str = "en") -> list[str]:
    """Sentences on the reductions and gains that firms and platforms report."""
    if rows.empty:
        return []
    kinds = rows["kind"].value_counts()
    reductions, gains = int(kinds.get("reduction", 0)), int(kinds.get("gain", 0))
    units = rows["entity_id"].nunique()
    return [
        f"{units}个企业和平台共报告{reductions}项减少、{gains}项提高；全部为自述，没有基期水平。"
        if language == "zh"
        else f"{units} firms and platforms report {reductions} reductions and {gains} gains; all "
        "are their own statements, without the level before."
    ]


def conditions(matrix: pd.DataFrame, language: str = "en") -> list[str]:
    """Sentences on how much evidence there is on the conditions of the pilot."""
    requirements = matrix[matrix["level"] == "requirement"]
    overall = matrix[matrix["level"] == "overall"]
    known = int((requirements["verdict"] != "unknown").sum())
    verdicts = overall["verdict"].value_counts()
    met, not_met = int(verdicts.get("met", 0)), int(verdicts.get("not_met", 0))
    open_ = len(overall) - met - not_met
    if language == "zh":
        return [
            f"{len(overall)}个集群、每个{requirements['requirement_id'].nunique()}项要求，"
            f"共{len(requirements)}格，文件中有证据的{known}格。",
            f"全部满足{met}个，不满足{not_met}个，无法判定{open_}个：没有证据不等于不满足。",
        ]
    return [
        f"{len(overall)} clusters with {requirements['requirement_id'].nunique()} requirements "
        f"each make {len(requirements)} cells; the documents have evidence for {known}.",
        f"{met} meet all conditions, {not_met} fail one, {open_} cannot be decided: no evidence is "
        "not a failure.",
    ]


def consistency(checks: pd.DataFrame, language: str = "en") -> list[str]:
    """Sentences on the verdicts of `labels.checks_table`, then those of every inconsistent one."""
    verdicts = counted(checks)["verdict"]
    counts = verdicts.value_counts()
    n = {key: int(counts.get(key, 0)) for key in ("consistent", "inconsistent", "untestable")}
    head = (
        f"{len(verdicts)}项检查：相符{n['consistent']}项，不相符{n['inconsistent']}项，"
        f"无法检验{n['untestable']}项。不相符指按印出的数字无法复现，并非指错误。"
        if language == "zh"
        else f"{len(verdicts)} checks: {n['consistent']} consistent, {n['inconsistent']} "
        f"inconsistent, {n['untestable']} untestable. Inconsistent means not reproducible from "
        "the printed digits, not wrong."
    )
    conflicts = checks.loc[checks["verdict"] == "inconsistent", "sentence"]
    return [head, *dict.fromkeys(conflicts.dropna())]


def accountability(
    responsibilities: pd.DataFrame, lists: CodeLists, language: str = "en"
) -> list[str]:
    """Sentences on tasks without quantified targets and on who leads most."""
    due = responsibilities.drop_duplicates(["task_id", "year"])
    tasks, total = due["task_id"].nunique(), int(due["targets"].sum())
    empty = tasks - due.loc[due["targets"] > 0, "task_id"].nunique()
    sentences = [
        f"{tasks}项任务中{empty}项没有量化目标，其余{tasks - empty}项共有{total}个（按年计）。"
        if language == "zh"
        else f"{empty} of {tasks} tasks have no quantified target; the other {tasks - empty} have "
        f"{total}, counted by year."
    ]
    led = due_by_leader(responsibilities)
    if not led.empty:
        body = label(lists, "bodies", led.index[0], language)
        most = int(led.iloc[0].sum())
        sentences.append(
            f"牵头最多的是{body}：{most}个。"
            if language == "zh"
            else f"The {body} leads most of them: {most}."
        )
    return sentences


_OUTCOMES = {
    "met": ("certainly met", "确定实现"),
    "not_met": ("certainly not met", "确定未实现"),
    "open": ("not decided", "尚无定论"),
}


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "0%"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _step(row: "pd.Series[Any]") -> float | None:
    """A step that shows no more digits than the width of the interval supports."""
    width = float(row["upper"]) - float(row["lower"])
    return width if 0 < width < float("inf") else None


def _interval(row: "pd.Series[Any]", unit: str, language: str) -> str:
    return format_interval(float(row["lower"]), float(row["upper"]), unit, language)
