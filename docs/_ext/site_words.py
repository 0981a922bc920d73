"""Words of the pages in English and Chinese, apart from those of the charts and tables."""

__all__ = ["HEADINGS", "LABELS", "THEME_WORDS", "words"]

_WORDS: dict[str, tuple[str, str]] = {
    "project": ("ecstats", "ecstats"),
    "title": (
        "Figures quoted in e-commerce policy of Hebei",
        "河北省电子商务政策引用数字",
    ),
    # language
    "other_language": ("中文", "English"),
    "other_language_code": ("zh-CN", "en"),
    "switch": ("Language", "语言"),
    "skip": ("Skip to content", "跳到正文"),
    "site_pages": ("Pages of the site", "站点各页"),
    "this_page": ("Parts of this page", "本页各节"),
    "local_only": (
        "Local copy with passages of the documents: do not publish.",
        "本地版本，含文件原文片段：请勿公开发布。",
    ),
    # first page
    "document_line": (", {issuer}, {date}:", "，{issuer}，{date}："),
    "figures_of": ("{n} figures", "{n}个数字"),
    # charts
    "download": ("Download", "下载"),
    "rows_of_chart": ("The {n} plotted rows and their evidence", "{n}行绘图数据及依据"),
    "scroll_chart": ("Chart; scroll sideways on a narrow screen", "图；窄屏可左右滑动"),
    "scroll_hint": ("Scroll the chart sideways.", "左右滑动可看全图。"),
    "scroll_table": ("Table; scroll sideways on a narrow screen", "表；窄屏可左右滑动"),
    "row": ("Row", "行"),
    "value": ("Value", "数值"),
    "interval": ("Possible values", "可能取值"),
    "quote": ("Quote", "引文"),
    "evidence": ("Evidence", "依据"),
    "more_rows": ("{n} more rows", "另有{n}行"),
    "nothing_quoted": ("nothing quoted", "文中未提及"),
    "all_figures": ("all {n} figures", "全部{n}个数字"),
    "alt_more": (
        "The values stand in the table below the chart.",
        "数值见图下表格。",
    ),
    "show_code": ("Show the code", "显示代码"),
    "hide_code": ("Hide the code", "隐藏代码"),
    # evidence pages
    "evidence_of": ("Evidence: {what}", "依据：{what}"),
    "back_to_ledger": ("All figures", "全部数字"),
    "quoted_words": ("Quoted words", "原文引文"),
    "passage": ("Passage in the document", "原文片段"),
    "bare_cell": (
        "A cell of a table: the number stands alone; its row and column say what it is.",
        "表格单元格：数字单独列出，含义见所在行和列。",
    ),
    "this_one": ("this figure", "本数字"),
    "copy_citation": ("Copy", "复制"),
    "published_later": (
        "This value was published later, on a web page; it is not quoted from a document.",
        "此数值为后续在网页上公布，并非引自文件。",
    ),
    "where_it_stands": ("Where it stands", "出处"),
    "how_read": ("How it was read", "如何解读"),
    "notes": ("Notes", "说明"),
    "notes_language": ("", "说明为英文。"),
    "repeats": ("The document prints the same figure before", "文件此前已印出同一数字"),
    "repeated_by": ("The document prints the same figure again", "文件再次印出同一数字"),
    "series": ("Compared with: the same series", "比较：同一序列"),
    "checks": ("Compared with: consistency checks", "比较：一致性检验"),
    "check": ("Check", "检验"),
    "verdict": ("Verdict", "结论"),
    "consistent": ("consistent", "一致"),
    "inconsistent": ("inconsistent", "不一致"),
    "untestable": ("untestable", "无法核对"),
    "others": ("Other figures", "其他数字"),
    "uses": ("Where it is used", "用于何处"),
    "not_used": ("No chart rests on this figure.", "没有图使用此数字。"),
    "chart": ("Chart", "图"),
    "look_alikes": ("Do not compare with", "不可与之比较"),
    "cite": ("How to cite", "引用方式"),
    "previous": ("Previous figure", "上一个数字"),
    "next": ("Next figure", "下一个数字"),
    # ledger
    "figure": ("Figure", "编号"),
    "indicator": ("Indicator", "指标"),
    "area": ("Area or unit", "地区或对象"),
    "period": ("Period", "时期"),
    "year": ("Year", "年份"),
    "kind": ("Kind", "类别"),
    "document": ("Document", "文件"),
    "document_and_evidence": ("Document and evidence", "文件与依据"),
    "as_written": ("As written", "原文"),
    "search": ("Search", "搜索"),
    "all": ("all", "全部"),
    "reset": ("Clear", "清除"),
    "export": ("Save selection as CSV", "将所选存为 CSV"),
    "copy_link": ("Copy link to selection", "复制所选的链接"),
    "copied": ("Copied", "已复制"),
    "info": ("_TOTAL_ of _MAX_ figures", "共_MAX_个数字，显示_TOTAL_个"),
    "no_figures": ("No figure matches the filters.", "没有符合条件的数字。"),
    "chosen": ("figures of one chart", "某图所用数字"),
    "later_document": ("published later", "后续公布"),
    "no_year": ("no year", "无年份"),
    "sort_by": ("sort by this column", "按此列排序"),
    "ledger_caption": ("Quoted figures and values published later", "引用数字与后续公布的数值"),
    # data dictionary
    "column": ("Column", "列"),
    "type": ("Type", "类型"),
    "required": ("Required", "必填"),
    "meaning": ("Meaning", "含义"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "rows": ("{n} rows", "{n}行"),
    "key": ("Key", "主键"),
    "points_to": ("points to {table}", "指向 {table}"),
    # citation
    "as_text": ("As text", "文本"),
    "as_bibtex": ("BibTeX", "BibTeX"),
    "the_project": ("The project", "本项目"),
    "a_table": ("A table", "表"),
    "a_figure": ("A figure", "数字"),
}

HEADINGS: dict[str, str] = {
    "Distance to the target": "与目标的距离",
    "Every check": "全部检查",
    "Evidence": "依据",
    "Log-linear growth": "对数线性增长",
    "Milestones": "阶段目标",
    "Observed growth, and growth that a target asks for": "已有的增长与目标要求的增长",
    "One measure at a time": "一次只比一个指标",
    "Progress by published rules": "按已公布规则的进展",
    "Quoted growth beside derived growth": "公布的增速与推算的增速",
    "Reductions and gains": "减少与提高",
    "Required pace and past pace": "所需速度与以往速度",
    "Targets by leading unit and year": "按牵头单位和年份的目标",
    "Tasks, units and years": "任务、单位与年份",
    "The ledger": "台账",
    "The seven conditions": "七个条件",
    "Verdicts": "结论",
    "Was it met?": "是否实现？",
    "What every numeral is": "每个数词的归属",
    "What is quoted": "引用了什么",
}
"""Chinese of headings that a notebook writes in English only."""


THEME_WORDS: dict[str, str] = {
    "Back to top": "回到顶部",
    "Home": "首页",
    "Made with ": "制作工具：",
    "Next": "下一页",
    "On this page": "本页内容",
    "Previous": "上一页",
    "Search": "搜索",
    "Skip to content": "跳到正文",
}
"""Chinese of words that the theme leaves to translations."""

LABELS: dict[str, str] = {
    "Toggle Light / Dark / Auto color theme": "切换明暗主题",
    "Toggle site navigation sidebar": "打开或关闭站点导航",
    "Toggle table of contents sidebar": "打开或关闭本页目录",
}
"""Chinese of labels that the theme has in English only."""


def words(language: str) -> dict[str, str]:
    """All words in a language; blanks are filled with ``str.format``."""
    return {key: pair[language == "zh"] for key, pair in _WORDS.items()}
