"""Names of the codes of enumerations in English and Chinese.

Codes of other tables (areas, indicators, units …) have their names there; the meaning of each
enumeration stands in `datapackage.json`. A test holds that no code is without a name.
"""

__all__ = ["CODE_NAMES"]

Pair = tuple[str, str]

_BASIS: dict[str, Pair] = {"stated": ("stated", "写明"), "inferred": ("inferred", "推断")}

CODE_NAMES: dict[str, dict[str, Pair]] = {
    "date_basis": _BASIS,
    "period_basis": {**_BASIS, "none": ("none", "不明")},
    "script": {"Hans": ("simplified", "简体"), "Hant": ("traditional", "繁体")},
    "obs_kind": {
        "observed": ("observed", "现状"),
        "target": ("target", "目标"),
        "threshold": ("threshold", "门槛"),
        "change": ("change", "变化"),
    },
    "bound": {
        "exact": ("exact", "确数"),
        "over": ("over", "超过"),
        "at_least": ("at least", "以上"),
        "some_over": ("somewhat over", "余"),
        "nearly": ("nearly", "近"),
        "about": ("about", "约"),
        "at_most": ("at most", "以内"),
        "under": ("under", "不足"),
        "range": ("range", "区间"),
        "order_of_magnitude": ("order of magnitude", "量级"),
    },
    "per": {
        "county": ("county", "县"),
        "prefecture": ("prefecture", "市"),
        "village": ("village", "村"),
        "household": ("household", "户"),
        "industry": ("industry", "产业"),
        "year": ("year", "年"),
        "day": ("day", "日"),
    },
    "measure": {
        "flow": ("flow", "流量"),
        "stock": ("stock", "存量"),
        "share": ("share", "占比"),
        "rate": ("rate", "率"),
        "count": ("count", "计数"),
    },
    "code_system": {
        "GB/T 2260": ("GB/T 2260", "GB/T 2260"),
        "NBS": ("National Bureau of Statistics", "国家统计局"),
        "ISO 3166": ("ISO 3166", "ISO 3166"),
        "project": ("this project", "本项目"),
    },
    "entity_type": {
        "firm": ("firm", "企业"),
        "platform": ("platform", "平台"),
        "cluster": ("cluster", "集群"),
        "programme": ("programme", "项目"),
    },
    "unit_type": {
        "money": ("money", "金额"),
        "ratio": ("ratio", "比率"),
        "count": ("count", "计数"),
        "physical": ("physical", "物理量"),
    },
    "relation": {
        "share_of": ("share of", "占比"),
        "sum_of": ("sum of", "合计"),
        "same_goal": ("same goal", "同一目标"),
    },
    "comparability": {
        "same_series": ("same series", "同一序列"),
        "series_break": ("series break", "序列中断"),
        "definition_differs": ("definition differs", "口径不同"),
        "unproven": ("unproven", "未证实"),
    },
    "confidence": {"high": ("high", "高"), "medium": ("medium", "中"), "low": ("low", "低")},
    "disposition": {
        "figure": ("quoted figure", "引用数字"),
        "date": ("date", "日期"),
        "period": ("period", "时期"),
        "ordinal": ("ordinal", "序数"),
        "document_number": ("document number", "文号"),
        "name": ("part of a name", "名称的一部分"),
        "other": ("other", "其他"),
    },
}
