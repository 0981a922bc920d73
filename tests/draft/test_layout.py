"""Headings, lists of conditions, sections on what comes."""

import pytest

from ecstats.draft.layout import layout, line_at

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
    line = line_at(layout(SECTIONS), SECTIONS.index(words))
    assert (line.heading, line.conditions, line.outlook) == (heading, conditions, outlook)


def test_a_plan_is_known_by_its_title() -> None:
    assert layout("某省发展规划\n正文。").plan
    assert not layout("某省发展公报\n正文。").plan
    assert layout("正文。", "某省行动计划").plan
