"""Tables in a text: heads, labels, units."""

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from ecstats.extraction.cells import cell_at, cells

TABBED = "序\t指标\t2020年\t2025年\n1\t零售额（亿元）\t41.8\t130\n2\t网店（万个）\t1.2\t3\n后记\n"
WORDS = "序号 指标 2020年 2025年 备注 1 零售额(亿元) 41.8 130 预期 2 网店(万个) 1.2 3 预期"
STACKED = "".join(f"{cell} |\n" for cell in WORDS.split())
WITHOUT_NUMBERS = STACKED.replace("序号 |\n", "").replace("\n1 |", "").replace("\n2 |", "")


@pytest.mark.parametrize("text", [TABBED, STACKED, WITHOUT_NUMBERS])
def test_a_cell_knows_the_head_of_its_column_the_label_of_its_row_and_its_unit(text: str) -> None:
    third = "3 " if "|" in text else "3\n"
    for number, head, label, unit in [
        ("41.8", "2020年", "零售额", "亿元"),
        ("130", "2025年", "零售额", "亿元"),
        ("1.2", "2020年", "网店", "万个"),
        (third, "2025年", "网店", "万个"),
    ]:
        cell = cell_at(text, text.index(number))
        assert cell is not None
        assert (cell.head, cell.label[: len(label)], cell.unit) == (head, label, unit)


def test_what_is_no_table_has_no_cells() -> None:
    assert cell_at(TABBED, TABBED.index("后记")) is None
    assert cells("甲 |\n乙 |\n丙 |\n丁 |\n") == []
    assert cell_at("", 0) is None


@pytest.mark.parametrize(
    ("text", "number", "head", "unit"),
    [
        # the head of the column comes before the label of the row
        ("指标\t2024年\t同比增长（%）\n销售额（亿元）\t86.5\t12.3\n", "12.3", "同比增长（%）", "%"),
        ("指标\t2024年\t增速%\n销售额（亿元）\t86.5\t12.3\n", "12.3", "增速%", "%"),
        ("指标\t比重提高（个百分点）\n份额\t2.4\n", "2.4", "比重提高（个百分点）", "个百分点"),
        ("指标\t单位\t2024年\n销售额\t亿元\t86.5\n", "86.5", "2024年", "亿元"),
        ("表1 销售额 单位：亿元\n地区\t2024年\n甲县\t86.5\n", "86.5", "2024年", "亿元"),
        ("（单位：万件）\n地区\t2024年\n甲县\t86.5\n", "86.5", "2024年", "万件"),
        ("指标\t2024年（预计）\n销售额（亿元）\t86.5\n", "86.5", "2024年（预计）", "亿元"),
        ("指标\t2024年\n销售额（初步）\t86.5\n", "86.5", "2024年", ""),
        # two rows of heads, of which the upper one stands over two columns
        ("指标\t2024年\t\n\t销售额（亿元）\t网店（家）\n甲县\t86.5\t20\n", "20",
         "2024年 网店（家）", "家"),
        ("指标\t2020\t2024\n销售额（亿元）\t41.8\t86.5\n", "86.5", "2024", "亿元"),
        # one table under another
        ("指标\t2020年\n甲（亿元）\t41.8\n地区\t2024年\n乙（家）\t20\n", "20\n", "2024年", "家"),
        # a row of another width
        ("指标\t2020年\t2025年\n甲（亿元）\t41.8\n", "41.8", "", "亿元"),
    ],
)  # fmt: skip
def test_heads_and_units(text: str, number: str, head: str, unit: str) -> None:
    cell = cell_at(text, text.rindex(f"\t{number}") + 1)
    assert cell is not None
    assert (cell.head, cell.unit) == (head, unit)


words = st.lists(
    st.sampled_from(["\t", "\n", " |\n", "2020年", "零售额（亿元）", "41.8", "甲", ""])
)


@given(words.map("".join))
def test_cells_do_not_overlap_and_stand_in_the_text(text: str) -> None:
    found = cells(text)
    assert all(0 <= cell.start < cell.end <= len(text) + 1 for cell in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(cell_at(text, cell.start) == cell for cell in found)
