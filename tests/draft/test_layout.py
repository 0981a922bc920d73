"""Headings, lists of conditions, sections on what comes; clauses and quotes."""

import re

import pytest
from hypothesis import given, strategies as st

from ecstats import mentions
from ecstats.draft import layout

SECTIONS = """关于试点的通知
一、发展情况
具备条件的企业可以申报，已有企业20家。
二、申报条件
营业收入50亿元以上。
有平台3个以上。
三、其他
申报单位应同时具备以下条件：
企业5家以上。
四、下一步打算
一是培育企业10家。
共举办活动4场。
五、附则
已印发文件2份。
"""


@pytest.mark.parametrize(
    ("words", "heading", "conditions", "outlook"),
    [
        ("20家", "一、发展情况", False, False),
        ("50亿元", "二、申报条件", True, False),
        ("3个", "二、申报条件", True, False),
        ("5家以上", "三、其他", True, False),
        ("10家", "四、下一步打算", False, True),
        ("4场", "四、下一步打算", False, True),
        ("2份", "五、附则", False, False),
    ],
)
def test_lines_know_their_section(
    words: str, heading: str, conditions: bool, outlook: bool
) -> None:
    line = layout.line_at(layout.layout(SECTIONS), SECTIONS.index(words))
    assert (line.heading, line.conditions, line.outlook) == (heading, conditions, outlook)


def test_a_plan_is_known_by_its_title() -> None:
    assert layout.layout("某省发展规划\n正文。").plan
    assert not layout.layout("某省发展公报\n正文。").plan
    assert layout.layout("正文。", "某省行动计划").plan


TEXT = "2024年，全县网上零售额达到1,002亿元，同比增长12.3%；12:30开始。甲\t乙20家\n丙"


def part(marks: re.Pattern[str], words: str) -> str:
    start = TEXT.index(words)
    span = layout.around(TEXT, start, start + len(words), marks)
    return TEXT[span.start : span.end]


@pytest.mark.parametrize(
    ("marks", "words", "expected"),
    [
        (layout.CLAUSE, "1,002亿元", "全县网上零售额达到1,002亿元"),
        (layout.CLAUSE, "12:30", "12:30开始"),
        (layout.SENTENCE, "12.3%", "2024年，全县网上零售额达到1,002亿元，同比增长12.3%"),
        (layout.SENTENCE, "20家", "乙20家"),
        (layout.LINE, "12:30", TEXT.partition("\t")[0]),
    ],
)
def test_parts_end_at_their_marks_but_not_inside_of_numbers(
    marks: re.Pattern[str], words: str, expected: str
) -> None:
    assert part(marks, words) == expected


def test_a_quote_takes_in_the_clauses_before_it_that_fit() -> None:
    start = TEXT.index("12.3%")
    assert layout.quote(TEXT, start, start + 5) == part(layout.SENTENCE, "12.3%")


def test_a_long_clause_is_cut_at_its_enumeration() -> None:
    text = (
        "围绕"
        + "、".join(["钢铁装备纺织医药"] * 9)
        + "等行业，培育企业752家、产品2万种、"
        + "店" * 70
    )
    start = text.index("752家")
    assert layout.quote(text, start, start + 4) == "培育企业752家"


pieces = st.sampled_from(
    ["网店", "达到", "，", "。", "、", "\n", "\t", "1.2万家", "超过3亿元", "（", " "]
)


@given(st.lists(pieces, max_size=60).map("".join))
def test_a_quote_stands_in_the_text_and_holds_its_number(text: str) -> None:
    for mention in mentions.find(text):
        found = layout.quote(text, mention.start, mention.end)
        assert mention.text in found
        assert len(found) <= layout.QUOTE_LENGTH
        assert found == found.strip()
        assert not set(found) & set("\n\t")
        begin = text.find(found, max(0, mention.end - len(found)))
        assert 0 <= begin <= mention.start
