"""What a number is: observed, a target, a threshold, or a change with its sign and reference."""

import re
from typing import NamedTuple

from ecstats.documents import sign_word
from ecstats.draft.layout import Line, plain
from ecstats.draft.periods import Dated, Published, before as period_before, reference_year
from ecstats.extraction.cells import Cell
from ecstats.mentions import Reading

_DOWN = "缩短|减少|降低|下降|低于|节约|节省|压缩|回落|缩小|下滑|收窄"
_UP = "提升|提高|增长|增加|高于|上升|扩大|增速|增幅|涨幅|降幅"
_VERB = re.compile(f"{_DOWN}|{_UP}")
# 提高到60%, 增长至, 降低为: what follows is the level that is reached.
_LEVEL = re.compile("到|至|为(?!主)|达(?!成)")
_RATE = re.compile("同比|环比|增速|增幅|涨幅|降幅|年均增长|平均增长")
_GROWTH_HEAD = re.compile("同比|环比|比上年|较上年|增速|增长率?|增幅|降幅|增减")
# …亿元，增长18.9%: without a subject of its own the rate is that of the level before it.
_SINCE_LAST_YEAR = re.compile("(?:增长|下降|上升|回落|增加|减少|降低)(?:了|约|近|超过?)?")
_RELATIVE = ("%", "‰", "倍")
_NATION = re.compile("(?:低于|高于|超过|快于|慢于)(?:同期)?(?:全国|国家)")
_GAP = re.compile("(?:低于|高于|超过|快于|慢于)(?:同期)?")
_AIM = re.compile(
    "力争|目标(?!的)|预期|计划|规划|拟(?!定)|将(?!继续)|确保|争取|到[12][0-9]{3}\\s*年|到.{0,4}末|预计"
    "|年后|底前|年前完成"
)
_DONE = re.compile("目前|截至|累计|已|完成了?|实现了?|现有|共有|以来|成功|突破了?|获评|遴选了")
_IS_DONE = re.compile("目前|截至|累计|已|现有|共有|以来|成功|完成了|实现了|建成了")
_ELIGIBLE = re.compile(
    "申报(?:条件|单位|企业|主体|项目)|入选|准入|门槛|符合.{0,8}条件|具备.{0,8}条件"
    "|首次(?:突破|达到|超过)"
)
# 超亿元企业, 1000万元以上的平台: the number says which ones are counted.
_DELIMITS = re.compile(
    "的?[^,。、;0-9]{0,6}?(?:企业|平台|项目|集群|产业集群|园区|商户|网店|基地|单位)"
)
_CLASSES = re.compile("级$|级的?$")
_DELIMITING = ("over", "at_least", "order_of_magnitude", "under", "at_most")


class Context(NamedTuple):
    """The words around a number, in simplified characters.

    `ahead` and `behind` are the words of its clause before and after it, `sentence` those of its
    sentence before it.
    """

    ahead: str
    behind: str
    sentence: str
    line: Line
    cell: Cell | None
    plan: bool


class Kind(NamedTuple):
    """A kind with its sign, its reference, and the words or rule that it follows from."""

    kind: str
    negative: bool
    reference: str
    why: str
    sure: bool


def kind_of(reading: Reading, written: str, words: Context, date: Dated, doc: Published) -> Kind:
    """Propose the kind of a number.

    Parameters
    ----------
    reading : Reading
        The number.
    written : str
        It as printed.
    words : Context
        The words around it.
    date : Dated
        Its period, as far as it is known without its kind.
    doc : Published
        When its document was published.

    Returns
    -------
    Kind
        A change after a verb of direction that does not say what is reached; a threshold in a list
        of conditions or where the number delimits what is counted; a target for a period to come,
        after words of intent, and in a plan that does not say that it is done; else observed.
    """
    if change := _change(reading, words, date, doc):
        return change
    if threshold := _threshold(reading, written, words):
        return Kind("threshold", False, "", threshold, True)
    aim, sure = _aim(words, date, doc)
    return Kind("target" if aim else "observed", False, "", aim or "no word of intent", sure)


def _change(reading: Reading, words: Context, date: Dated, doc: Published) -> Kind | None:
    if words.cell and (head := _GROWTH_HEAD.search(plain(words.cell.head))):
        earlier = period_before(date.period) if date.source != "unknown" else ""
        negative = reading.value.startswith("-")
        return Kind("change", negative, earlier or "before", f"column {head.group()}", True)
    points = reading.unit in ("个百分点", "百分点", "个基点", "基点")
    verbs = list(_VERB.finditer(words.ahead))
    if not verbs and not points and not _RATE.search(words.ahead):
        return None
    between = words.ahead[verbs[-1].end() :] if verbs else ""
    relative = points or reading.unit in _RELATIVE or "/" in reading.value
    if not points:
        rate = _RATE.search(words.ahead)
        reached = _LEVEL.search(between) is not None and not (rate and relative)
        if reached or (not relative and len(between) > 1) or (not verbs and not relative):
            return None
    negative = sign_word(words.ahead) is not None or reading.value.startswith("-")
    verb = verbs[-1].group() if verbs else "同比"
    # A growth that is aimed at may also be entered as a target.
    sure = bool(verbs) and not _aim(words, date, doc)[0]
    return Kind("change", negative, _reference(words, date, doc), verb, sure)


def _reference(words: Context, date: Dated, doc: Published) -> str:
    if _NATION.search(words.ahead):
        return "area:CN"
    if year := reference_year(words.ahead, doc):
        return year
    if "环比" in words.ahead:
        return period_before(date.period, "period") or "before"
    if _is_yearly(words) and date.source != "unknown":
        return period_before(date.period) or "before"
    return "before"


def _is_yearly(words: Context) -> bool:
    """Whether a change is one against the year before."""
    bare = _SINCE_LAST_YEAR.fullmatch(words.ahead.strip())
    return bare is not None or _RATE.search(words.ahead) is not None


def _threshold(reading: Reading, written: str, words: Context) -> str:
    if reading.bound == "order_of_magnitude" and _CLASSES.search(plain(written)):
        return "a size class"
    if words.line.conditions:
        return "a list of conditions"
    delimiting = reading.bound in _DELIMITING and reading.unit is not None
    which = words.behind.startswith("的") or reading.unit not in ("家", "个", "%")
    if delimiting and which and _DELIMITS.match(words.behind):
        return "says which ones are counted"
    found = _ELIGIBLE.search(words.sentence)
    return found.group() if found else ""


def _is_ahead(date: Dated, doc: Published) -> bool:
    """Whether a half year, quarter or month ends after the month of publication."""
    last = date.period.split("/")[-1]
    if len(last) < len("2020-S1") or len(doc.date) < len("2020-01"):
        return False
    months = {"S": 6, "Q": 3}.get(last[5], 0) * int(last[6]) if last[5] in "SQ" else int(last[5:7])
    return last[:4] == doc.date[:4] and months > int(doc.date[5:7])


def _aim(words: Context, date: Dated, doc: Published) -> tuple[str, bool]:
    """Why a number is a target, empty if it is observed, and whether that is sure."""
    ends, now = date.last_year, doc.year
    future = (ends is not None and now is not None and ends > now) or _is_ahead(date, doc)
    if words.cell and words.cell.head and date.source == "table" and ends and now:
        aimed = ends > now or (words.plan and ends == now)
        return (f"column {words.cell.head}" if aimed else ""), True
    if future:
        return f"a period after {now}", True
    if ends is not None and now is not None and ends < now:
        return "", True
    aim = _AIM.search(words.sentence)
    # 确保完成: only a word of what has been done takes the intent back.
    done = (_IS_DONE if aim or words.plan else _DONE).search(words.sentence)
    if aim and not (done and done.start() > aim.start()):
        return aim.group(), True
    if words.line.outlook and not done:
        return "a section on what comes", True
    if words.plan and not done:
        return "a plan that does not say it is done", False
    return "", bool(done) or not words.plan
