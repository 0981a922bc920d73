"""Words of the pages in English and Chinese: those of the package, and Chinese for the theme."""

from ecstats.labels.words import words as texts

__all__ = ["HEADINGS", "LABELS", "THEME_WORDS", "words"]

HEADINGS: dict[str, str] = {
    "Distance to the target": "与目标的距离",
    "Every check": "全部核对",
    "Evidence": "依据",
    "Log-linear growth": "对数线性增长",
    "Milestones": "阶段目标",
    "Observed growth, and growth that a target asks for": "已有的增长与目标要求的增长",
    "One measure at a time": "一次只比一个指标",
    "Progress by published rules": "按已公布规则的进展",
    "Quoted growth beside derived growth": "公布的增速与推算的增速",
    "Reductions and gains": "减少与提高",
    "Required and past annual growth": "所需年均增速与此前年均增速",
    "Targets by lead unit and year": "按牵头单位和年份的目标",
    "Tasks, units and years": "任务、单位与年份",
    "The ledger": "台账",
    "The seven conditions": "七个条件",
    "Verdicts": "结论",
    "Was it met?": "是否实现？",
    "What every numeral is": "每个数字的归属",
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
    return {
        key.removeprefix("site_"): forms[language]
        for key, forms in texts().items()
        if key.startswith("site_")
    }
