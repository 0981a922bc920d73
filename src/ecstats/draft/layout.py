"""The parts of a document: title, headings, lists of conditions, sections on what comes."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ecstats.draft.script import simplified

__all__ = ["Layout", "Line", "layout", "line_at"]

HEADING_LENGTH = 40
_NUMBER = re.compile(r"[\d.,，\s%％—–-]+")
_PLAN = re.compile("规划|计划|方案|行动|纲要|目标|实施意见|若干措施|指导意见")
_REPORT = re.compile("公报|统计|年报|年鉴|监测|通报|简报|情况|分析|发展报告")
_ABOUT = re.compile(
    "(?:(?:19|20)[0-9]{2}年)?(?:[上下]半年|前?[一二三四]季度|1?[0-9](?:[-—至]1?[0-9])?月份?)"
    "|(?:19|20)[0-9]{2}年"
)
# A heading or the end of a paragraph that announces conditions; 具备条件的企业 announces none.
_CONDITIONS = re.compile(
    "(?:(?:应|须|需|具备|符合|满足)[^。，]{0,16}|申报|认定|评定|准入|基本|入选|遴选)"
    "(?:条件|要求|标准)(?:如下)?[。：:]?$"
)
_AHEAD = "今后|未来|下一步|下一阶段|下阶段|展望|接下来"
_OUTLOOK = re.compile(f"^(?:{_AHEAD})")
_OUTLOOK_HEADING = re.compile(f"{_AHEAD}|(?:工作|发展|主要|总体|重点|预期)(?:目标|打算|安排|任务)")
_TEN = "[一二三四五六七八九十]"
_ITEM = re.compile(rf"{_TEN}是|{_TEN}+、|[（(]{_TEN}+[)）]|\d+[.、]")
_STOPS = ("。", "；", ";", "，", ",", "：", ":")


class Line(NamedTuple):
    """One line: its place, the heading above it, and what part of the document it is in."""

    start: int
    end: int
    heading: str
    conditions: bool
    outlook: bool


class Layout(NamedTuple):
    """Parts of a document, in reading order.

    `plan` is whether its title is that of a plan, `about` the year or period that a statistical
    report names in its title.
    """

    title: str
    plan: bool
    about: str
    lines: Sequence[Line]


def layout(text: str, title: str = "") -> Layout:
    """Find the parts of a document.

    Parameters
    ----------
    text : str
        The document.
    title : str
        Its title, if known; by default its first lines.
    """
    plain = simplified(text)
    spans = _spans(plain)
    head = simplified(title) or " ".join(plain[a:b].strip() for a, b in spans[:4])[:200]
    found = _ABOUT.search(head) if _REPORT.search(head) else None
    about = found[0] if found else ""
    return Layout(head, bool(_PLAN.search(head)), about, list(_marked(plain, spans)))


def line_at(found: Layout, place: int) -> Line:
    """The line that holds a place."""
    number = bisect_right(found.lines, place, key=lambda line: line.start) - 1
    return found.lines[max(0, number)]


def _spans(text: str) -> list[tuple[int, int]]:
    """Offsets of all lines that are not empty; one empty line for a text without any."""
    found = [match.span() for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    return found or [(0, len(text))]


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Line]:
    heading = ""
    conditions = outlook = False
    for start, end in spans:
        words = text[start:end].strip()
        is_heading = (
            len(words) <= HEADING_LENGTH and not words.endswith(_STOPS) and "\t" not in words
            and "|" not in words and not _NUMBER.fullmatch(words)
        )  # fmt: skip
        if is_heading:
            heading, outlook = words, bool(_OUTLOOK_HEADING.search(words))
            conditions = bool(_CONDITIONS.search(words))
        else:
            conditions = conditions or bool(_CONDITIONS.search(words))
            if not _ITEM.match(words):  # the items of a list go on where its first words began
                outlook = bool(_OUTLOOK_HEADING.search(heading) or _OUTLOOK.match(words))
        yield Line(start, end, heading, conditions, outlook)
