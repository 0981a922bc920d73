"""Quotes and the parts of a text around a number."""

import pytest
from hypothesis import given, strategies as st

from ecstats import mentions
from ecstats.draft import clauses

TEXT = "2024年，全县网上零售额达到1,002亿元，同比增长12.3%；12:30开始。甲\t乙20家\n丙"


def part(find: object, words: str) -> str:
    start = TEXT.index(words)
    span = find(TEXT, start, start + len(words))  # type: ignore[operator]
    return TEXT[span.start : span.end]


@pytest.mark.parametrize(
    ("find", "words", "expected"),
    [
        (clauses.clause, "1,002亿元", "全县网上零售额达到1,002亿元"),
        (clauses.clause, "12:30", "12:30开始"),
        (clauses.sentence, "12.3%", "2024年，全县网上零售额达到1,002亿元，同比增长12.3%"),
        (clauses.sentence, "20家", "乙20家"),
        (clauses.line, "12:30", TEXT.partition("\t")[0]),
    ],
)
def test_parts_end_at_their_marks_but_not_inside_of_numbers(
    find: object, words: str, expected: str
) -> None:
    assert part(find, words) == expected


def test_a_quote_takes_in_the_clauses_before_it_that_fit() -> None:
    start = TEXT.index("12.3%")
    assert clauses.quote(TEXT, start, start + 5) == part(clauses.sentence, "12.3%")


def test_a_long_clause_is_cut_at_its_enumeration() -> None:
    text = (
        "围绕"
        + "、".join(["钢铁装备纺织医药"] * 9)
        + "等行业，培育企业752家、产品2万种、"
        + "店" * 70
    )
    start = text.index("752家")
    assert clauses.quote(text, start, start + 4) == "培育企业752家"


pieces = st.sampled_from(
    ["网店", "达到", "，", "。", "、", "\n", "\t", "1.2万家", "超过3亿元", "（", " "]
)


@given(st.lists(pieces, max_size=60).map("".join))
def test_a_quote_stands_in_the_text_and_holds_its_number(text: str) -> None:
    for mention in mentions.find(text):
        quote = clauses.quote(text, mention.start, mention.end)
        assert mention.text in quote
        assert len(quote) <= clauses.QUOTE_LENGTH
        assert quote == quote.strip()
        assert not set(quote) & set("\n\t")
        begin = text.find(quote, max(0, mention.end - len(quote)))
        assert 0 <= begin <= mention.start
