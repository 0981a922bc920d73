"""Every word that an evidence page adds to the labels of the tables, in English and Chinese."""

from ecstats.errors import unknown_name_error
from ecstats.labels.words import check_language

__all__ = ["word"]

_WORDS: dict[str, tuple[str, str]] = {
    # what a code of the ledger says
    "bound_exact": ("none: the number as printed", "无：照原文数字"),
    "bound_over": ("more than (超过, 突破, 逾)", "超过（超过、突破、逾）"),
    "bound_at_least": ("at least (以上, 不少于, 至少)", "以上（以上、不少于、至少）"),
    "bound_some_over": ("somewhat more than (余, 多)", "余（余、多）"),
    "bound_nearly": ("nearly (近)", "近"),
    "bound_about": ("about (约, 左右)", "约（约、左右）"),
    "bound_at_most": ("at most (以内, 不超过)", "以内（以内、不超过）"),
    "bound_under": ("less than (不满, 不足)", "不足（不满、不足）"),
    "bound_range": ("a range with two ends", "区间"),
    "bound_order_of_magnitude": ("an order of magnitude (百亿级)", "数量级（百亿级）"),
    "period_stated": ("printed in the document", "文件写明"),
    "period_inferred": ("inferred from the text", "据上下文推断"),
    "period_none": ("no period is known", "时期不明"),
    "date_stated": ("printed in the document", "文件写明"),
    "date_inferred": ("inferred", "推断"),
    "before": ("the state before", "此前状态"),
    "same_series": ("the same series as in the documents", "与文件所用为同一序列"),
    "series_break": ("the same series after a break", "同一序列，中间有中断"),
    "definition_differs": ("another definition: not comparable", "口径不同，不可比"),
    "unproven": ("not proven to be the same series", "未能证明为同一序列"),
    "high": ("high", "高"),
    "medium": ("medium", "中"),
    "low": ("low", "低"),
    # names of facts
    "document": ("Document", "文件"),
    "issuer": ("Issuer", "发布者"),
    "document_number": ("Document number", "文号"),
    "date": ("Date", "日期"),
    "place": ("Place", "位置"),
    "characters": (
        "characters {start} to {end} of {total}",
        "全文{total}字中的第{start}至{end}字",
    ),
    "copy": ("Remarks on the copy", "副本说明"),
    "page": ("Web page", "网页"),
    "comparability": ("Comparability", "可比性"),
    "confidence": ("Confidence", "可信度"),
    "value": ("Value", "数值"),
    "as_written": ("As written", "原文数字"),
    "unit": ("Unit", "计量单位"),
    "scaled": ("{label}, in units of {power}", "{label}，以{power}计"),
    "bound": ("Bound word", "界限词"),
    "interval": ("Possible values", "可能取值"),
    "exactly": ("exactly this value", "恰为此值"),
    "kind": ("Kind", "类别"),
    "indicator": ("Indicator", "指标"),
    "population": ("What is counted", "统计范围"),
    "area": ("Area", "地区"),
    "entity": ("Firm, platform, cluster or programme", "企业、平台、集群或项目"),
    "per": ("Per", "每单位"),
    "period": ("Period", "时期"),
    "reference": ("Measured against", "参照"),
    "condition": ("Threshold of", "所属条件"),
    "numbered_condition": ("condition {number}: {label}", "条件{number}：{label}"),
    "task": ("Task", "任务"),
    "led_by": ("{task} (leading unit: {unit})", "{task}（牵头单位：{unit}）"),
    "with_basis": ("{text} ({basis})", "{text}（{basis}）"),
    "colon": (": ", "："),
    "plotted_row": ("row {number}", "第{number}行"),
}


def word(key: str, language: str, **values: object) -> str:
    """Text of an evidence page in a language, with its blanks filled.

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

    Raises
    ------
    InputError
        If there is no such text or language.
    """
    check_language(language)
    if key not in _WORDS:
        raise unknown_name_error("text", key, _WORDS)
    return _WORDS[key][language == "zh"].format(**values)
