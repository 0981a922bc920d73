"""What a number is: observed, a target, a threshold, or a change with its sign and reference."""

from typing import NamedTuple

from ecstats.documents import sign_word
from ecstats.draft.layout import PATTERNS, Line, plain
from ecstats.draft.periods import Dated, Published, before as period_before, reference_period
from ecstats.extraction.cells import Cell
from ecstats.mentions import Reading

_RELATIVE = ("%", "‰", "倍")
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
    if words.cell and (head := PATTERNS["growth_head"].search(plain(words.cell.head))):
        earlier = period_before(date.period) if date.source != "unknown" else ""
        negative = reading.value.startswith("-")
        return Kind("change", negative, earlier or "before", f"column {head.group()}", True)
    points = reading.unit in ("个百分点", "百分点", "个基点", "基点")
    verbs = list(PATTERNS["change"].finditer(words.ahead))
    if not verbs and not points and not PATTERNS["rate"].search(words.ahead):
        return None
    between = words.ahead[verbs[-1].end() :] if verbs else ""
    relative = points or reading.unit in _RELATIVE or "/" in reading.value
    if not points:
        rate = PATTERNS["rate"].search(words.ahead)
        reached = PATTERNS["level"].search(between) is not None and not (rate and relative)
        if reached or (not relative and len(between) > 1) or (not verbs and not relative):
            return None
    negative = sign_word(words.ahead) is not None or reading.value.startswith("-")
    verb = verbs[-1].group() if verbs else "同比"
    # A growth that is aimed at may also be entered as a target.
    sure = bool(verbs) and not _aim(words, date, doc)[0]
    return Kind("change", negative, _reference(words, date, doc), verb, sure)


def _reference(words: Context, date: Dated, doc: Published) -> str:
    if PATTERNS["nation"].search(words.ahead):
        return "area:CN"
    if year := reference_period(words.ahead, date.period, doc):
        return year
    if "环比" in words.ahead:
        return period_before(date.period, "period") or "before"
    yearly = PATTERNS["rate"].search(words.ahead) or PATTERNS["since_last_year"].fullmatch(
        words.ahead.strip()
    )
    if yearly and date.source != "unknown":
        return period_before(date.period) or "before"
    return "before"


def _threshold(reading: Reading, written: str, words: Context) -> str:
    if reading.bound == "order_of_magnitude" and PATTERNS["size_class"].search(plain(written)):
        return "a size class"
    if words.line.conditions:
        return "a list of conditions"
    delimiting = reading.bound in _DELIMITING and reading.unit is not None
    which = words.behind.startswith("的") or reading.unit not in ("家", "个", "%")
    if delimiting and which and PATTERNS["delimits"].match(words.behind):
        return "says which ones are counted"
    found = PATTERNS["eligible"].search(words.sentence)
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
    if ends is not None and doc.date and ends < int(doc.date[:4]):
        return "", True
    aim = PATTERNS["aim"].search(words.sentence)
    # 确保完成: only a word of what has been done takes the intent back.
    done = PATTERNS["is_done" if aim or words.plan else "done"].search(words.sentence)
    if aim and not (done and done.start() > aim.start()):
        return aim.group(), True
    if words.line.outlook and not done:
        return "a section on what comes", True
    if words.plan and not done:
        return "a plan that does not say it is done", False
    return "", bool(done) or not words.plan
