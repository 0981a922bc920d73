"""Headings, lists of conditions, sections on what comes, and both forms of tables."""

import pytest

from ecstats.draft.layout import cell_at, layout, line_at

TABBED = "序\t指标\t2020年\t2025年\n1\t零售额（亿元）\t41.8\t130\n2\t网店（万个）\t1.2\t3\n后记\n"
CELLS = "序号 指标 2020年 2025年 备注 1 零售额(亿元) 41.8 130 预期 2 网店(万个) 1.2 3 预期"
STACKED = "".join(f"{cell} |\n" for cell in CELLS.split())
WITHOUT_NUMBERS = STACKED.replace("序号 |\n", "").replace("\n1 |", "").replace("\n2 |", "")


@pytest.mark.parametrize("text", [TABBED, STACKED, WITHOUT_NUMBERS])
def test_a_cell_knows_the_head_of_its_column_and_the_label_of_its_row(text: str) -> None:
    found = layout(text)
    third = "3 " if "|" in text else "3\n"
    for number, head, label in [
        ("41.8", "2020年", "零售额"),
        ("130", "2025年", "零售额"),
        ("1.2", "2020年", "网店"),
        (third, "2025年", "网店"),
    ]:
        cell = cell_at(found, text.index(number))
        assert cell is not None
        assert cell.head == head
        assert cell.label.startswith(label)


def test_what_is_no_table_has_no_cells() -> None:
    assert cell_at(layout(TABBED), TABBED.index("后记")) is None
    assert layout("甲 |\n乙 |\n丙 |\n丁 |\n").cells == []


def test_a_row_of_another_width_has_no_heads() -> None:
    text = "指标\t2020年\t2025年\n甲\t41.8\n"
    cell = cell_at(layout(text), text.index("41.8"))
    assert cell is not None
    assert cell.head == ""


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
