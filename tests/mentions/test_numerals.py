import unicodedata

import pytest
from hypothesis import example, given, settings, strategies as st

from ecstats.errors import InputError
from ecstats.mentions import find
from ecstats.mentions.numerals import Numeral, parse

DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千万亿", "壹贰叁肆伍陆柒捌玖拾佰仟萬億")
TRADITIONAL = str.maketrans("万亿两", "萬億兩")
WIDE = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")


def spelt(number):
    """Return the integer in characters, as a Chinese reader says it."""
    if number < 10:
        return DIGITS[number]
    text = ""
    for name, power in (("亿", 10**8), ("万", 10**4)):
        above, number = divmod(number, power)
        if above:
            text += ("零" if text and above < 1000 else "") + _group(above) + name
        elif text and number and not text.endswith("零"):
            text += "零"
    if number:
        gap = "零" if text and number < 1000 and not text.endswith("零") else ""
        text += gap + _group(number)
    text = text.rstrip("零")
    return text.removeprefix("一") if text.startswith("一十") else text


def _group(number):
    if number >= 10**4:
        return spelt(number)
    text = ""
    for name, power in (("千", 1000), ("百", 100), ("十", 10)):
        digit, number = divmod(number, power)
        if digit:
            text += DIGITS[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text + (DIGITS[number] if number else "")


def value(numeral):
    return int(numeral.digits) * 10**numeral.exponent


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1.2万亿", ("1.2", None, 12)),
        ("5百万", ("5", None, 6)),
        ("3千亿", ("3", None, 11)),
        ("5百", ("5", None, 2)),
        ("1500 亿", ("1500", None, 8)),
        ("12\u202f345", ("12345", None, 0)),
        ("007", ("007", None, 0)),
        ("2/3", ("2/3", None, 0)),
        ("2.5/1", ("2.5/1", None, 0)),
        ("三千万分之二", ("2/30000000", None, 0)),
        ("百分之三点五", ("3.5", None, -2)),
        ("百分之百", ("100", None, -2)),
        ("千分之三", ("3", None, -3)),
        ("万分之五", ("5", None, -4)),
        ("3亿5000万", ("35000", None, 4)),
        ("1亿零200万", ("10200", None, 4)),
        ("1万5千", ("15", None, 3)),
        ("三亿五千万零三", ("350000003", None, 0)),
        ("三万亿", ("3", None, 12)),
        ("二十五点五", ("25.5", None, 0)),
        ("二〇二〇", ("2020", None, 0)),
        ("三五零二", ("3502", None, 0)),
        ("一二三", ("123", None, 0)),
        ("零", ("0", None, 0)),
        ("十", ("10", None, 0)),
        ("廿五", ("25", None, 0)),
        ("一百廿", ("120", None, 0)),
        ("卅", ("30", None, 0)),
        ("卌", ("40", None, 0)),
        ("一百二", ("120", None, 0)),
        ("一千二", ("1200", None, 0)),
        ("三万五", ("35000", None, 0)),
        ("一亿三", ("130000000", None, 0)),
        ("萬", ("1", None, 4)),
        ("百亿", ("100", None, 8)),
        ("千", ("1000", None, 0)),
        ("12\u2009345", ("12345", None, 0)),
        ("1234\u3000亿", ("1234", None, 8)),
        ("1/0.5", ("1/0.5", None, 0)),
        ("百分之三万", ("3", None, 2)),
        ("3亿5百万", ("305", None, 6)),
        ("二○○八", ("2008", None, 0)),
        ("參佰", ("300", None, 0)),
        ("陸仟捌佰玖拾", ("6890", None, 0)),
        ("一" * 64, ("1" * 64, None, 0)),
        *((DIGITS[low : low + 2], (str(low), str(low + 1), 0)) for low in range(1, 9)),
        ("三五", ("3", "5", 0)),
        ("一两", ("1", "2", 0)),
        ("十七八", ("17", "18", 0)),
        ("二三十", ("20", "30", 0)),
        ("五六百万", ("500", "600", 4)),
    ],
)
def test_reads_each_notation(written, expected):
    assert parse(written) == Numeral(*expected)


@pytest.mark.parametrize(
    "written",
    """a 万一 十百 百五 千五百 亿万 三亿万 5/ /3 2/0 1,23 ,3 点五 五点 分之二 二分之 三分之七八
    百分之百分之三 -五 -7.2 1.2.3 3.5亿200万 3亿20000万 5000万3亿 万三 一亿二亿 一万二万
    零5万3 三亿二万亿 1234,567 12,34,567 1, 2/0.0 2/3a a2/3 3亿5000万个 5分3 三之二 三分二
    一万十百 三点五点二 三点百 亿三亿 一二三四万二三 .5 5. 1./2 .5/2 1/.5 1/2.""".split(),
)
def test_refuses_what_is_no_numeral(written):
    with pytest.raises(InputError, match="not well formed; valid are"):
        parse(written)


@pytest.mark.parametrize("mark", "①⑩⑳⑴⑽⒇⒈⒑⒛ⅠⅣⅫ❶❺❿㈠㈤㈩")
def test_a_number_in_one_character_is_an_ordinal(mark):
    (found,) = find(f"{mark}统筹")
    assert (found.text, found.kind, found.value) == (mark, "ordinal", unicodedata.numeric(mark))


def test_refuses_an_empty_text():
    with pytest.raises(InputError, match="numeral '' is not well formed"):
        parse("")


def test_a_long_malformed_numeral_is_cut_in_the_message():
    with pytest.raises(InputError) as error:
        parse("一" * 5000 + "万")
    assert len(str(error.value)) < 200
    assert "一" * 40 + "…" in str(error.value)
    for text, shown in (("一" * 39 + "百", "百'"), ("一" * 40 + "百", "一…'")):
        with pytest.raises(InputError, match=f"{shown} is not well formed"):
            parse(text)
    with pytest.raises(InputError):
        parse("一" * 65)


def test_any_number_of_arabic_digits_is_exact():
    digits = "9" * 100_000
    assert parse(digits).digits == digits


@given(st.integers(0, 10**13 - 1))
@example(10)
@example(10**8)
@example(100_010_001)
@example(1_0000_0000_0001)
def test_characters_read_back(number):
    assert value(parse(spelt(number))) == number


@given(st.integers(10, 10**13 - 1))
def test_formal_and_traditional_characters_read_back(number):
    assert value(parse(spelt(number).translate(FORMAL))) == number
    assert value(parse(spelt(number).translate(TRADITIONAL))) == number


def mixed(number):
    """Return the integer in Arabic digits with characters for 亿 and 万."""
    above, below = divmod(number, 10**4)
    high, middle = divmod(above, 10**4)
    parts = ((high, "亿"), (middle, "万"), (below, ""))
    return "".join(f"{part}{name}" for part, name in parts if part)


NOTATIONS = {
    "digits": str,
    "grouped": "{:,}".format,
    "wide": lambda number: str(number).translate(WIDE),
    "wide, grouped": lambda number: f"{number:,}".translate(WIDE),
    "characters": spelt,
    "traditional": lambda number: spelt(number).translate(TRADITIONAL),
    "formal": lambda number: spelt(number).translate(FORMAL),
    "in 万": lambda number: f"{number / 10**4:.4f}万",
    "in 亿": lambda number: f"{number / 10**8:.8f}亿",
    "per cent": lambda number: f"百分之{spelt(number)}",
    "of three": lambda number: f"三分之{spelt(number)}",
}


@pytest.mark.parametrize("notation", NOTATIONS)
@given(number=st.integers(10, 10**9), before=st.sampled_from(["共有", "，", "约", "由", "（", ""]))
@settings(max_examples=60)
def test_a_number_in_a_sentence_reads_back_from_every_notation(notation, number, before):
    written = NOTATIONS[notation](number)
    after = "" if notation in ("per cent", "of three") else "家"
    found = [m for m in find(f"{before}{written}{after}，下同。") if m.kind == "quantity"]
    assert [m.text.removeprefix("约") for m in found] == [written + after]
    assert found[0].value == pytest.approx(number / 3 if notation == "of three" else number, 1e-12)
    assert found[0].unit == {"per cent": "%", "of three": None}.get(notation, "家")
    assert found[0].bound == ("about" if before == "约" else "exact")


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_arabic_digits_with_scales_between_add_up(high, middle):
    number = high * 10**8 + middle * 10**4
    assert value(parse(mixed(number))) == number
    (found,) = find(f"投入{mixed(number)}元。")
    assert found.value == number


@given(st.integers(0, 10**9), st.text("0123456789", max_size=6))
def test_arabic_digits_read_back_as_printed(number, decimals):
    printed = f"{number}.{decimals}" if decimals else str(number)
    assert parse(printed) == Numeral(printed, None, 0)
    assert parse(printed.translate(WIDE)) == Numeral(printed, None, 0)
    assert parse(f"{number:,}" + printed[len(str(number)) :]) == Numeral(printed, None, 0)


@given(st.integers(0, 999), st.text("0123456789", min_size=1, max_size=4))
def test_decimals_in_characters_read_back(number, decimals):
    spoken = "".join("零一二三四五六七八九"[int(digit)] for digit in decimals)
    assert parse(f"{spelt(number)}点{spoken}万") == Numeral(f"{number}.{decimals}", None, 4)


@given(st.integers(1, 99), st.integers(1, 999))
def test_fractions_read_back(numerator, denominator):
    expected = Numeral(f"{numerator}/{denominator}", None, 0)
    assert parse(f"{numerator}/{denominator}") == expected
    if denominator not in (100,):
        assert parse(f"{spelt(denominator)}分之{spelt(numerator)}") == expected


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_parts_add_up(above, below):
    assert value(parse(f"{above}亿{below}万")) == above * 10**8 + below * 10**4
    assert value(parse(f"{spelt(above)}亿{spelt(below)}万")) == above * 10**8 + below * 10**4


@given(st.text("零一二三四五六七八九十百千万亿两廿点分之0123456789.,/-", max_size=30))
def test_every_text_is_a_numeral_or_refused(text):
    try:
        numeral = parse(text)
    except InputError:
        return
    float_like = numeral.digits.replace("/", "").replace(".", "")
    assert float_like.isdecimal()
    assert float_like.isascii()
