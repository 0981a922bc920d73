"""Every word that a chart adds to the labels of the tables, in English and Chinese."""

from collections.abc import Iterable

from ecstats.errors import unknown_name_error
from ecstats.labels.numbers import check_language

_WORDS: dict[str, tuple[str, str]] = {
    # kinds of figures
    "observed": ("observed", "现状"),
    "target": ("target", "目标"),
    "threshold": ("threshold", "门槛"),
    "change": ("change", "变化"),
    "published_value": ("published later", "后续公布"),
    # shared
    "nothing_title": ("{title}: nothing to draw", "{title}：无可绘制的内容"),
    "nothing": (
        "No figure of this selection can be drawn here. The tables say why for each row.",
        "所选范围内没有可绘制的数字；各行的原因见表。",
    ),
    "stop": (". ", "。"),
    "semicolon": ("; ", "；"),
    "comma": (", ", "，"),
    "colon": (": ", "："),
    "not_quoted": ("not quoted", "文中未提及"),
    "not_computable": ("not computable", "无法计算"),
    "note_whiskers": (
        "Whiskers, where wider than the mark: values that the printed digits allow. ",
        "须线（宽于标点时可见）：印出的数字所允许的取值。",
    ),
    "note_arrows": (
        "Arrows: bounded on one side only (at least, over).",
        "箭头：只有一侧界限（“以上”“超过”）。",
    ),
    # 00 the ledger
    "ledger_title": ("{n} figures that the documents quote", "文件引用的{n}个数字"),
    "ledger_subtitle": (
        "Number of quoted figures by kind, by document and by the year they speak of",
        "按类别统计的引用数字个数：按文件、按所指年份",
    ),
    "ledger_caption": (
        "Quoted figures by kind. A figure printed twice in a document counts twice ({repeats} do). "
        "A span such as 2016–2020 stands at its last year.",
        "按类别统计的引用数字。同一文件中重复印出的数字重复计数（{repeats}个）。跨年时段计入末年。",
    ),
    "by_document": ("By document", "按文件"),
    "by_year": ("By year", "按年份"),
    "no_year": ("no year printed", "未注明年份"),
    "coverage_title": (
        "Every number in the documents is accounted for",
        "文件中的每个数字都有归属",
    ),
    "coverage_title_open": (
        "{n} numbers in the documents are not accounted for",
        "文件中有{n}个数字尚无归属",
    ),
    "coverage_subtitle": (
        "Numerals in each document by what they are; only figures enter the ledger",
        "各文件中的数词按性质分类；只有“数字”一类进入台账",
    ),
    "coverage_caption": (
        "{n} numerals of {documents} documents, each with one disposition; {figures} are figures.",
        "{documents}份文件中的{n}个数词，各有一种归类；其中{figures}个为引用数字。",
    ),
    "numerals": ("numerals", "数词"),
    "of_which_figures": ("of which figures", "其中引用数字"),
    "figure": ("figure", "引用数字"),
    "date": ("date", "日期"),
    "period": ("period", "时段"),
    "ordinal": ("ordinal", "序数"),
    "document_number": ("document number", "文号"),
    "name": ("part of a name", "名称用字"),
    "other": ("other", "其他"),
    "unaccounted": ("not accounted for", "尚无归属"),
    # 01 growth
    "growth_title": ("How fast each indicator grew, or must grow", "各指标增长多快，或须增长多快"),
    "growth_subtitle": (
        "Average growth a year between two quoted figures; rates and shares in points a year",
        "两个引用数字之间的年均增长；比率与份额按每年百分点计",
    ),
    "growth_caption": (
        "{n} pairs of quoted figures: {observed} between observed figures, {targets} from the "
        "baseline or the latest value to a target. {missing} more pairs allow no rate.",
        "{n}组数字：{observed}组为现状之间，{targets}组为基期或最新数至目标。另有{missing}组无法计算。",
    ),
    "growth_compound": ("Growth, % a year", "年均增长，%"),
    "growth_points": ("Change, percentage points a year", "年均变化，个百分点"),
    "pair_observed": ("between observed figures", "现状之间"),
    "pair_to_target": ("from an observed figure to the target", "现状至目标"),
    "a_year": ("a year", "年均"),
    "range": ("possible range", "可能区间"),
    "quoted_title": (
        "Growth as published, and as the quoted levels give it",
        "公布的增速与由原文水平推算的增速",
    ),
    "quoted_subtitle": (
        "Growth over the period named; the earlier level is implied by level and published growth",
        "所示时段的增速；上期水平由本期水平与公布增速推算",
    ),
    "quoted_caption": (
        "{n} published growth rates; {derived} can be derived from two quoted levels as well.",
        "{n}个公布的增速，其中{derived}个也可由两个原文水平推算。",
    ),
    "growth_over_period": ("Growth, %", "增速，%"),
    "published": ("published", "公布"),
    "derived": ("from levels", "由水平推算"),
    "implied": ("implied earlier level", "推算的上期水平"),
    "against": ("{period} against {reference}", "{period}，比{reference}"),
    # 02 targets
    "bullets_title": ("How far each target is", "距各项目标还有多远"),
    "bullets_subtitle": (
        "Latest comparable value as a share of the target; gap in per cent of the target, or in "
        "percentage points",
        "最新可比数值占目标的比例；差距按目标的百分比或个百分点计",
    ),
    "bullets_caption": (
        "{n} targets with an observed value, and the gap that is left. {missing} further targets "
        "have no comparable observation and cannot be drawn.",
        "{n}项有观测值的目标及其剩余差距。另有{missing}项目标没有可比观测值，无法绘出。",
    ),
    "share_of_target": ("Share of the target, %", "占目标的比例，%"),
    "baseline": ("baseline", "基期"),
    "latest": ("latest value", "最新值"),
    "latest_quoted": ("latest value, quoted", "最新值（文件所引）"),
    "latest_published_value": ("latest value, published later", "最新（后续公布）"),
    "gap": ("gap", "差距"),
    "series_break": ("after a break", "序列中断"),
    "reached": ("reached", "已达到"),
    "bullets_note": (
        "An arrow: only a bound was published, or the bar is cut at {cut}% and its length written.",
        "箭头：只公布了界限，或横条在{cut}%处截断并注明长度。",
    ),
    "pace_title": ("The pace each target needs, and the pace so far", "各项目标所需速度与以往速度"),
    "pace_subtitle": (
        "Annual growth, or change in points a year where the indicator is a share",
        "年均增长；指标为份额时按每年百分点计",
    ),
    "pace_caption": (
        "Required and past pace of {n} targets; {past} have a past pace. Required from the "
        "baseline and from the latest value are two different numbers.",
        "{n}项目标所需速度与以往速度，其中{past}项有以往速度。自基期与自最新值起算的所需速度是两个不同的数。",
    ),
    "past_pace": ("past pace", "以往速度"),
    "required_growth_from_baseline": ("required from baseline", "自基期所需"),
    "required_growth_from_latest": ("required from latest", "自最新所需"),
    "pace_ratio": ("required ÷ past", "所需÷以往"),
    "milestones_title": ("Milestones year by year", "逐年阶段目标"),
    "milestones_subtitle": (
        "Levels to be reached by the end of each year, as printed; every panel has its own scale",
        "各年末应达到的水平，按原文；各图刻度不同",
    ),
    "milestones_caption": (
        "{n} milestones of {series} series. A milestone is a level, not an addition; a year "
        "without one is marked, it is not zero.",
        "{series}个序列的{n}个阶段目标。阶段目标为水平值而非增量；未设目标的年份另作标记，并非零。",
    ),
    "none_set": ("none set", "未设"),
    "rules_title": ("What published rules say of progress", "已公布的各种规则如何评价进展"),
    "rules_subtitle": (
        "Classes that the printed digits allow; rules differ, and none of them is the verdict",
        "印出的数字所允许的等级；各规则不同，均非定论",
    ),
    "rules_caption": (
        "{n} targets under {rules} rules; {blank} pairs of target and rule where the rule does not "
        "apply. Where two classes stand in a cell, the printed digits allow both.",
        "{n}项目标、{rules}种规则；{blank}处规则不适用。一格内有两个等级时，印出的数字两者皆允许。",
    ),
    "rules_note": (
        "A sign points down for the worst class of its rule and up for the best.",
        "标记朝下为该规则的最差等级，朝上为最好等级。",
    ),
    "per": (" per {unit}", "（每{unit}）"),
    "per_county": ("county", "县"),
    "per_village": ("village", "村"),
    "per_prefecture": ("prefecture", "地市"),
    "per_year": ("year", "年"),
    "per_industry": ("industry", "产业"),
    "not_applicable": ("does not apply", "不适用"),
    "or": (" or ", "或"),
    "attainment_title": (
        "{met} of {n} targets are known to be met",
        "{n}项目标中，已知达到的有{met}项",
    ),
    "attainment_subtitle": (
        "Values published later, as a share of the target; hollow where they prove nothing",
        "后续公布的数值占目标的比例；空心者不能作为判断依据",
    ),
    "unproven": ("unproven series", "序列未证实"),
    "definition_differs": ("definition differs", "口径不同"),
    "after_due": ("after the due year", "晚于期限"),
    "part_of_year": ("part of the year", "不足一年"),
    "reached_by": ("reached by {period}", "至{period}已达到"),
    "met_after_break": ("as counted since the break", "按中断后的口径"),
    "of_period": ("{name} ({period})", "{name}（{period}）"),
    "attainment_caption": (
        "{n} targets for which values were published later: {met} met, {open} open or not met, "
        "{unknown} not established: no value of the same series, dated in time, was found.",
        "{n}项有后续公布数值的目标：{met}项达到，{open}项未达到或未定，{unknown}项无法判定（未找到期限内同一序列的数值）。",
    ),
    "verdict": ("verdict", "判断"),
    "outcome_met": ("met", "达到"),
    "outcome_not_met": ("not met", "未达到"),
    "outcome_open": ("open", "未定"),
    "outcome_not_established": ("not established", "无法判定"),
    "certain": ("certain", "确定"),
    "possible": ("possible", "可能"),
    "impossible": ("impossible", "不可能"),
    "due": ("due {period}", "{period}到期"),
    # published rules and their classes
    "eurostat_family": ("Eurostat family", "欧盟统计局类规则"),
    "eurostat_family_no_target": ("Eurostat family, no target", "欧盟统计局类规则（无目标）"),
    "un_progress_chart": ("UN Progress Chart", "联合国进展图"),
    "sdsn_trend": ("SDSN trend", "SDSN趋势"),
    "unescap_current_status": ("UNESCAP current status", "亚太经社会现状"),
    "unescap_anticipated_progress": ("UNESCAP anticipated", "亚太经社会预期"),
    "germany_trend": ("Germany", "德国规则"),
    "deterioration": ("deterioration", "恶化"),
    "limited_progress": ("limited progress", "进展有限"),
    "moderate_progress": ("moderate progress", "中等进展"),
    "substantial_progress": ("substantial progress", "显著进展"),
    "target_achieved": ("target achieved", "目标已实现"),
    "stagnation_or_regression": ("stagnation or regression", "停滞或倒退"),
    "fair_progress": ("fair progress", "尚可"),
    "met_or_on_track": ("met or on track", "已达到或正常"),
    "decreasing": ("decreasing", "下降"),
    "stagnating": ("stagnating", "停滞"),
    "moderately_improving": ("moderately improving", "有所改善"),
    "on_track": ("on track", "正常推进"),
    "regression": ("regression", "倒退"),
    "slow_progress": ("slow progress", "进展缓慢"),
    "no_progress_expected": ("no progress expected", "预期无进展"),
    "need_to_accelerate": ("need to accelerate", "须加快"),
    "will_meet_target": ("will meet target", "预期达标"),
    "thunderstorm": ("thunderstorm", "雷雨"),
    "cloud": ("cloud", "多云"),
    "slightly_cloudy": ("slightly cloudy", "少云"),
    "sun": ("sun", "晴"),
    # 03 clusters
    "dots_title": (
        "{units} compared measure by measure",
        "{units}分指标比较",
    ),
    "units_entity_id": ("Clusters, platforms and firms", "集群、平台与企业"),
    "units_ref_area": ("Areas", "各地区"),
    "dots_subtitle": (
        "Quoted values; every measure has its own scale, and only rows within a measure compare",
        "原文数值；每个指标各有刻度，只能在同一指标内比较",
    ),
    "dots_caption": (
        "{n} quoted values on {measures} measures for {units} units; {missing} pairs of unit and "
        "measure have no quoted value and stay in the chart as such.",
        "{units}个对象、{measures}个指标的{n}个原文数值；另有{missing}处文中未提及，图中照实保留。",
    ),
    # 03 evidence
    "evidence_title": (
        "Which clusters would meet the smart-cluster conditions?",
        "哪些集群符合智慧集群的条件？",
    ),
    "evidence_subtitle": (
        "Requirements of the seven conditions against what the documents quote",
        "七个条件的各项要求，与文件所提供的证据对照",
    ),
    "evidence_caption": (
        "{known} of {n} pairs of requirement and cluster have evidence. Unknown is not failed: "
        "the documents quote nothing.",
        "{n}组“要求与集群”中有{known}组有证据。“无证据”不等于不符合，而是文件未提及。",
    ),
    "condition": ("Condition {number}", "条件{number}"),
    "overall": ("Overall", "总体"),
    "overall_row": ("All seven conditions", "七个条件合计"),
    "evidence_share": ("with evidence", "有证据"),
    "met": ("met", "符合"),
    "not_met": ("not met", "不符合"),
    "undetermined": ("undetermined: the evidence does not decide", "不能确定：证据不足以判断"),
    "unknown": ("unknown: nothing quoted", "无证据：文中未提及"),
    # 04 consistency
    "checks_title": (
        "{n} checks of the quoted figures: {inconsistent} do not agree",
        "引用数字的{n}项核对：{inconsistent}项不一致",
    ),
    "checks_subtitle": (
        "One sign per check, at the precision of the last printed digit",
        "每个标记为一项核对，按印出的末位数字的精度",
    ),
    "checks_caption": (
        "{n} checks of {kinds} kinds. Inconsistent means that the printed digits cannot be "
        "reproduced from each other, not that a figure is wrong.",
        "{kinds}类共{n}项核对。“不一致”是指印出的数字不能互相推出，并不意味着哪个数字有误。",
    ),
    "consistent": ("consistent", "一致"),
    "inconsistent": ("inconsistent", "不一致"),
    "inconsistent_fine": (
        "inconsistent, unless rounded figures are coarser",
        "不一致；若取整数更粗略则一致",
    ),
    "nothing_to_test": ("no figures to test", "没有可核对的数字"),
    "untestable": ("untestable", "无法核对"),
    # 05 accountability
    "duty_title": (
        "Who answers for which target, and when it is due",
        "谁对哪项目标负责，何时到期",
    ),
    "duty_subtitle": (
        "Tasks of the Cangzhou annex: responsible units, and quantified targets by year due",
        "沧州方案附件各项任务：责任单位，以及按到期年份统计的量化目标数",
    ),
    "duty_caption": (
        "{tasks} tasks and {units} units; {targets} quantified targets, each counted once. "
        "{empty} tasks have none.",
        "{tasks}项任务、{units}个单位；量化目标{targets}个，重复印出者只计一次。{empty}项任务没有量化目标。",
    ),
    "lead": ("lead unit", "牵头单位"),
    "responsible": ("responsible unit", "责任单位"),
    "targets_due": ("Targets due in", "到期目标数"),
    "units": ("Units", "单位"),
    "targets_named": ("targets", "目标数"),
    "tasks_named": ("tasks", "任务数"),
    # 03 changes
    "changes_title": (
        "What firms and platforms are said to have saved and gained",
        "文件所述企业与平台的降本与增效",
    ),
    "changes_subtitle": (
        "Change against the time before, as quoted; measures differ and are not comparable",
        "与此前相比的变化，按原文；各指标口径不同，不可相互比较",
    ),
    "changes_caption": (
        "{n} changes of {entities} firms, platforms and places, as the documents quote them. "
        "Each measure is a different one: lengths compare only within a measure.",
        "文件所述{entities}个企业、平台和地区的{n}项变化。各项指标口径不同，只有同一指标的长度可以比较。",
    ),
    "change_axis": ("Change, %", "变化，%"),
    "reduction": ("reduction", "减少"),
    "gain": ("gain", "提高"),
    "quoted_change": ("as quoted", "原文数字"),
}


def text(key: str, language: str, **values: object) -> str:
    """Text of a chart in a language, with its blanks filled.

    Parameters
    ----------
    key : str
        Name of the text.
    language : {"en", "zh"}
    **values
        What stands in the blanks.

    Returns
    -------
    str
    """
    check_language(language)
    if key not in _WORDS:
        raise unknown_name_error("text", key, _WORDS)
    english, chinese = _WORDS[key]
    return (chinese if language == "zh" else english).format(**values)


say = text


def texts() -> list[str]:
    """All texts in both languages, with their blanks."""
    return [text for both in _WORDS.values() for text in both]


def listing(items: Iterable[tuple[str, object]], language: str) -> str:
    """List names with their values: ``a: 1; b: 2`` or ``a：1；b：2``."""
    colon, semicolon = say("colon", language), say("semicolon", language)
    return semicolon.join(f"{name}{colon}{value}" for name, value in items)


def alt_text(title: str, items: Iterable[tuple[str, object]], language: str) -> str:
    """Say what a chart shows: its title, then every name with its value."""
    stop = "" if title.endswith(("?", "？")) else say("stop", language).strip()
    gap, end = ("", "。") if language == "zh" else (" ", ".")
    return f"{title}{stop}{gap}{listing(items, language)}{end}"
