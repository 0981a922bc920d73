"""Numerals that count nothing: parts of names, codes and document numbers, and words.

5G, IPv6, B2B, 618, 双11, 一带一路, “六稳”, 〔2018〕115号, GB/T 2260 — and 一般, 统一, 万花筒.
"""

import re
from collections.abc import Iterable

from ecstats.mentions import lexicon, numerals, quantities
from ecstats.mentions.dates import Span

_OPENING, _CLOSING = frozenset('“‘「『《〈"'), frozenset('”’」』》〉"')
_BRACKETS = frozenset("〔﹝[【（(")
_NUMERALS = frozenset(f"{numerals.ARABIC}{numerals.DIGITS}{numerals.TENS}{numerals.SCALES}")
_HAN = r"\u4e00-\u9fff"

_SUSPECT_BEFORE = lexicon.LATIN | _OPENING | _BRACKETS | frozenset("-双 ")
_SUSPECT_AFTER = lexicon.LATIN | frozenset("+-—.·・•强佳线")
_LATIN_BEFORE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,15}(?:[-.][A-Za-z0-9]{0,8})?\Z")
# 歼-20, 东风-41
_MODEL_BEFORE = re.compile(r"(?:歼|轰|直|(?<![货客])运|东风|长征|嫦娥|神舟|风云)-\Z")
_LATIN_UNIT = lexicon.pattern(unit for unit in lexicon.UNITS if unit[0] in lexicon.LATIN)
_REST = re.compile(r"[0-9]{1,40}(?:\.[0-9]{1,9})?[A-Za-z0-9]{0,16}(?:-[0-9A-Za-z]{1,8})?")
_DOCUMENT = re.compile(r"[〔﹝\[【（(](?:19|20)[0-9]{2}[〕﹞\]】）)] ?第? ?[0-9]{1,5} ?号")
_STANDARD = re.compile(r"(?<![A-Za-z])(?:GB|ISO|IEC|JR|SB|YZ|QB|HJ|NY|LB)(?:/[TZ])?[ \-]?\Z")
# DB13/T 2260-2018, a standard of province 13.
_LOCAL_STANDARD = re.compile(r"[0-9]{2}(?:/[TZ][ \-]?|[ \-])[0-9]{1,6}(?:[-—][0-9]{4})?")
_STANDARD_NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,3})?(?:[-—:][0-9]{4})?")
_ISO_DATE = r"(?:19|20|21)[0-9]{2}([-.])[01]?[0-9]\1[0-3]?[0-9](?!\.?[0-9])"
# 5G, 500强, 0311-12345678, an identity number, 1+3+N, 192.168.1.1.
_CODE = re.compile(
    rf"[0-9]{{1,40}}(?:\.[0-9]{{1,9}})?(?!(?:{_LATIN_UNIT}))[A-Za-z][A-Za-z0-9]{{0,16}}"
    r"|[0-9]{1,2}[·・•][0-9]{1,2}(?![0-9%])|[0-9]{1,4}[强佳](?![化调制度势])"
    rf"|(?!{_ISO_DATE})(?:[0-9]{{1,8}}(?:[-—][0-9]{{1,8}}){{2,6}}(?![0-9])"
    r"|0[0-9]{2,3}[-—][0-9]{7,8}(?![0-9])"
    r"|1[3-9][0-9]{9}(?![0-9万亿元.])|[0-9]{13,40}(?:[/-][0-9]{1,40})*(?![.0-9]|[万亿]?元)|[0-9]{3}线(?![上下性])"
    r"|[0-9]{1,2}(?:\+(?:[0-9]{1,2}(?![0-9.%])|[NnXx])){1,4}|[0-9]{1,4}(?:\.[0-9]{1,4}){2,6})"
)
_DECREE = re.compile(r"(?:令|公告|通告|文件|[函发字])(?:20[0-9]{2}年)?\Z")
_CODED = re.compile(
    r"(?:邮编|代码|编号|编码|电话|热线|传真"
    r"|账号|号码|证号|QQ群?)[:： ]{0,2}\Z"
)
# After such a label an area code counts nothing either, with a short number or none.
_CODED_NUMBER = re.compile(r"0[0-9]{2,3}(?:[-—][0-9]{3,8}| [0-9]{7,8})?(?![0-9])|[0-9]{5,40}")
_SHOPS = ("京东", "天猫", "淘宝")
_VALUE_FOLLOWS = frozenset("由从至到为是达约超近于低高和与及或的值数有共即仅比")
_YEAR_OF_NAME = re.compile(rf"(?:199|20[0-4])[0-9](?=[{_HAN}])")
_ONE = "一二三四五六七八九十两百千万"
_SPELT_OUT = rf"[{_ONE}](?:(?![{_ONE}])[{_HAN}]){{1,3}}"
_QUOTED = re.compile(rf"(?:(?:{_SPELT_OUT}){{1,4}}|[{_ONE}][个大][{_HAN}]{{2,4}})(?=[”’」』\"])")
# “123出行交通圈”
_QUOTED_WORD = re.compile(rf"[{_HAN}]{{2,12}}[”’」』》\"]")
_OTHER = rf"(?![{numerals.DIGITS}{numerals.TENS}{numerals.SCALES}点])[{_HAN}]"
_PAIRED = re.compile(f"一(?!月一[日号]){_OTHER}一{_OTHER}")
_PROGRAMME = re.compile(rf"[百千万]{{1,3}}[人企村镇县品店户才家][{_HAN}]{{0,4}}?(?:计划|工程|行动)")
_LAST_MILE = re.compile(r"一(?:公里|百米|米)")
_LAST_MILE_BEFORE = ("最后", "最初", "最前")
_DIGIT_STRING = re.compile(rf"[{numerals.DIGITS}]{{3,40}}")


def _index(words: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Words by the two characters from each of their numerals on, with its place; longest first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        for place in (i for i, character in enumerate(word) if character in _NUMERALS):
            found.setdefault(word[place : place + 2], []).append((word, place))
    return found


_NAMES = _index(lexicon.NAMES)
_WORDS = _index(lexicon.NOT_NUMBERS)
# Digits that alone may be a name: 365, 1688, the 11 of 双11.
_DIGITS = lexicon.NUMBERS_AS_NAMES | {
    digits.group() for name in lexicon.NAMES if (digits := re.search("[0-9]+", name))
}
# Characters after a single numeral character that make a listed name.
SECOND = (
    frozenset(
        word[place + 1 : place + 2]
        for words in _NAMES.values()
        for word, place in words
        if not _NUMERALS & set(word[:place])
    )
    - _NUMERALS
)


def is_no_number(text: str, start: int) -> bool:
    """Whether the numeral character at `start` stands in a word such as 一般."""
    for word, place in _WORDS.get(text[start : start + 2], ()):
        if start >= place and text.startswith(word, start - place):
            return True
    return False


def characters(text: str, start: int, stop: int, floor: int) -> Span | None:
    """The name that the numeral characters `text[start:stop]` belong to, if any."""
    if span := _listed(text, start, floor):
        return span
    found = None
    if start and text[start - 1] in _OPENING:
        found = _QUOTED.match(text, start)
        if not found and stop - start > 1 and text[stop : stop + 1] in _CLOSING:
            return Span(start, stop, "name")
    if not found and text[start] == "一":
        if text[max(floor, start - 2) : start] in _LAST_MILE_BEFORE:
            mile = _LAST_MILE.match(text, start)
            return Span(start - 2, mile.end(), "name") if mile else None
        found = _PAIRED.match(text, start) if text[start + 2 : start + 3] == "一" else None
    if not found and text[start] in "百千万":
        found = _PROGRAMME.match(text, start)
    if not found and stop - start > 2:
        whole = _DIGIT_STRING.fullmatch(text, start, stop)
        matched = quantities.match(text, start) if whole else None
        found = whole if matched and matched[1].reading.unit is None else None
    return Span(start, found.end(), "name") if found else None


def number(text: str, start: int, stop: int, floor: int) -> Span | None:
    """The name, code or document number that the digits `text[start:stop]` belong to, if any."""
    before = text[start - 1] if start > floor else ""
    after = text[stop : stop + 1]
    if before in _SUSPECT_BEFORE and (span := _named_from_before(text, start, stop, before, floor)):
        return span
    if (after in _SUSPECT_AFTER or stop - start > 10) and (found := _CODE.match(text, start)):
        return Span(start, found.end(), "name")
    printed = text[start:stop]
    if printed in _DIGITS and (span := _listed(text, start, floor)):
        return span
    if printed in lexicon.NUMBERS_AS_NAMES and (
        text.endswith(_SHOPS, floor, start) or _goes_on(text, start, stop)
    ):
        return Span(start, stop, "name")
    if (
        (len(printed) > 4 or printed[0] == "0")
        and _CODED.search(text[max(floor, start - 8) : start])
        and (found := _CODED_NUMBER.match(text, start))
    ):
        return Span(start, found.end(), "name")
    return None


def is_decree(text: str, begin: int) -> bool:
    """Whether an ordinal is the number of a decree: 主席令第七号."""
    return _DECREE.search(text[max(0, begin - 8) : begin]) is not None


def is_year_of_name(text: str, start: int, end: int) -> bool:
    """Whether the number `text[start:end]` is a year that begins a name: 2019中国博览会."""
    found = _YEAR_OF_NAME.match(text, start)
    return found is not None and found.end() == end


def is_version(text: str, start: int, end: int) -> bool:
    """Whether the number `text[start:end]` is the version of what stands before it: 工业4.0."""
    if end - start != 3 or not text.startswith(".0", start + 1) or not start:
        return False
    before = text[start - 1]
    return "\u4e00" <= before <= "\u9fff" and before not in _VALUE_FOLLOWS


def _listed(text: str, start: int, floor: int) -> Span | None:
    for name, place in _NAMES.get(text[start : start + 2], ()):
        begin = start - place
        if begin >= floor and text.startswith(name, begin):
            return Span(begin, begin + len(name), "name")
    return None


def _named_from_before(text: str, start: int, stop: int, before: str, floor: int) -> Span | None:
    """Names that show in the character before: IPv6, “618”, 〔2018〕115号, GB/T 2260."""
    window = text[max(floor, start - 24) : start]
    if before in _BRACKETS:
        found = _DOCUMENT.match(text, start - 1)
        return Span(start - 1, found.end(), "document_number") if found else None
    if before in _OPENING:
        if listed := _listed(text, start, floor):
            return listed
        closed = stop - start <= 5 and text[stop : stop + 1] in _CLOSING
        named = closed or (_QUOTED_WORD.match(text, stop) and _goes_on(text, start, stop))
        return Span(start, stop, "name") if named else None
    if window.endswith("DB") and (local := _LOCAL_STANDARD.match(text, start)):
        return Span(start - 2, local.end(), "document_number")
    if standard := _STANDARD.search(window):
        found = _STANDARD_NUMBER.match(text, start)
        return found and Span(start - len(standard.group()), found.end(), "document_number")
    latin = _LATIN_BEFORE.search(window) if before == "-" or before in lexicon.LATIN else None
    if before == "-" and not latin:
        latin = _MODEL_BEFORE.search(window)
    matched = quantities.match(text, start) if latin and len(latin.group()) > 2 else None
    if latin and not (matched and matched[1].reading.unit):
        found = _REST.match(text, start)
        return Span(start - len(latin.group()), found.end() if found else stop, "name")
    return None


def _goes_on(text: str, start: int, stop: int) -> bool:
    """Whether a Chinese word that is no unit, scale or bound follows the bare digits."""
    matched = quantities.match(text, start)
    follows = "\u4e00" <= text[stop : stop + 1] <= "\u9fff"
    return follows and matched is not None and matched[0] == stop and text[stop] != "月"
