import pytest
from hypothesis import given, settings, strategies as st

from ecstats.errors import InputError
from ecstats.mentions import find, lexicon, read
from ecstats.mentions.quantities import Reading

UNITS = [unit.partition("/")[0] for unit in lexicon.UNITS]
BEFORE = [(word, bound) for bound, words in lexicon.BEFORE.items() for word in words.split()]
AFTER = [(word, bound) for bound, words in lexicon.AFTER.items() for word in words.split()]
SCALES = {"": 0, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "千亿": 11, "万亿": 12}


@pytest.mark.parametrize(
    ("as_written", "expected"),
    [
        ("3.8万多家", ("3.8", None, 4, "家", "some_over")),
        ("3万余家", ("3", None, 4, "家", "some_over")),
        ("5亿多元", ("5", None, 8, "元", "some_over")),
        ("4500余个", ("4500", None, 0, "个", "some_over")),
        ("1000余万元", ("1000", None, 4, "元", "some_over")),
        ("二十余万户", ("20", None, 4, "户", "some_over")),
        ("十几个", ("10", None, 0, "个", "some_over")),
        ("二十几家", ("20", None, 0, "家", "some_over")),
        ("5年多", ("5", None, 0, "年", "some_over")),
        ("超亿元", ("1", None, 8, "元", "over")),
        ("超百亿元", ("100", None, 8, "元", "over")),
        ("过亿元", ("1", None, 8, "元", "over")),
        ("逾百万人次", ("100", None, 4, "人次", "over")),
        ("50億元以上", ("50", None, 8, "元", "at_least")),
        ("2 个以上", ("2", None, 0, "个", "at_least")),
        ("20 % 以上", ("20", None, 0, "%", "at_least")),
        ("不少于 20 万人次", ("20", None, 4, "人次", "at_least")),
        ("上百家", ("100", None, 0, "家", "at_least")),
        ("亿元以上", ("1", None, 8, "元", "at_least")),
        ("接近三分之一", ("1/3", None, 0, None, "nearly")),
        ("近千家", ("1000", None, 0, "家", "nearly")),
        ("12小时内", ("12", None, 0, "小时", "at_most")),
        ("5公里内", ("5", None, 0, "公里", "at_most")),
        ("不到一半", ("1/2", None, 0, None, "under")),
        ("5-10%", ("5", "10", 0, "%", "range")),
        ("5000万-1亿元", ("5000", "10000", 4, "元", "range")),
        ("8000-1.5万元", ("8000", "15000", 0, "元", "range")),
        ("0.5-1.25%", ("0.5", "1.25", 0, "%", "range")),
        ("三到五个", ("3", "5", 0, "个", "range")),
        ("七八十家", ("70", "80", 0, "家", "range")),
        ("百分之五至百分之十", ("5", "10", 0, "%", "range")),
        ("百分之五至十", ("5", "10", 0, "%", "range")),
        ("百亿级", ("100", None, 8, None, "order_of_magnitude")),
        ("千亿级", ("1000", None, 8, None, "order_of_magnitude")),
        ("千億級", ("1000", None, 8, None, "order_of_magnitude")),
        ("10亿元级", ("10", None, 8, "元", "order_of_magnitude")),
        ("萬分之五", ("5", None, 0, "‱", "exact")),
        ("仟分之五", ("5", None, 0, "‰", "exact")),
        *(
            (f"3{unit}内", ("3", None, 0, unit, "at_most"))
            for unit in "小时 天 日 个月 年 分钟 秒 米 公里".split()
        ),
        ("10億元級", ("10", None, 8, "元", "order_of_magnitude")),
        ("5万元级", ("5", None, 4, "元", "order_of_magnitude")),
        ("几十家", ("10", None, 0, "家", "order_of_magnitude")),
        ("数百万元", ("100", None, 4, "元", "order_of_magnitude")),
        ("超过数百家", ("100", None, 0, "家", "over")),
        ("千分之三", ("3", None, 0, "‰", "exact")),
        ("万分之五", ("5", None, 0, "‱", "exact")),
        ("百分之三点五", ("3.5", None, 0, "%", "exact")),
        ("百分之百", ("100", None, 0, "%", "exact")),
        ("三成", ("3", None, 1, "%", "exact")),
        ("三成五", ("3.5", None, 1, "%", "exact")),
        ("近七成", ("7", None, 1, "%", "nearly")),
        ("2/3", ("2/3", None, 0, None, "exact")),
        ("三分之二以上", ("2/3", None, 0, None, "at_least")),
        ("2.5∶1", ("2.5/1", None, 0, None, "exact")),
        ("一半", ("1/2", None, 0, None, "exact")),
        ("过半", ("1/2", None, 0, None, "over")),
        ("翻一番", ("2", None, 0, "倍", "exact")),
        ("翻了两番", ("4", None, 0, "倍", "exact")),
        ("翻番", ("2", None, 0, "倍", "exact")),
        ("两年半", ("2.5", None, 0, "年", "exact")),
        ("1：7.1", ("1/7.1", None, 0, None, "exact")),
        ("EUR 1,234", ("1234", None, 0, "EUR", "exact")),
        ("不低于USD 5万", ("5", None, 4, "USD", "at_least")),
        ("-1.2%至-0.8%", ("-1.2", "-0.8", 0, "%", "range")),
        ("-7.2%", ("-7.2", None, 0, "%", "exact")),
        ("－3.5%", ("-3.5", None, 0, "%", "exact")),
        ("负增长2.3%", ("-2.3", None, 0, "%", "exact")),
        ("零下5℃", ("-5", None, 0, "℃", "exact")),
        ("50億千瓦時", ("50", None, 8, "千瓦时", "exact")),
        ("五十亿千瓦时", ("50", None, 8, "千瓦时", "exact")),
        ("1500元/人", ("1500", None, 0, "元/人", "exact")),
        ("１２３．５％", ("123.5", None, 0, "%", "exact")),
        ("３，０００家", ("3000", None, 0, "家", "exact")),
        ("1,234,567元", ("1234567", None, 0, "元", "exact")),
        ("三亿五千万元", ("35000", None, 4, "元", "exact")),
        ("三條", ("3", None, 0, "条", "exact")),
        *(
            (f"{word}60%", ("60", None, 0, "%", "exact"))
            for word in "达 达到 高达 多达 为 共".split()
        ),
        (" 60% ", ("60", None, 0, "%", "exact")),
        ("2018-2020", ("2018", "2020", 0, None, "range")),
    ],
)
def test_reads_one_printed_figure(as_written, expected):
    assert read(as_written) == Reading(*expected)


@pytest.mark.parametrize(
    "as_written",
    [
        *("", "超过", "abc", "2个3个", "3%的", "个以上", "1，234", "3--5", "5-3个", "万一", "3/0"),
        *("9" * 41, "2018年8月17日", "10-15-20个"),
    ],
)
def test_refuses_what_is_not_one_figure(as_written):
    with pytest.raises(InputError, match="is not one number with its unit and bound; valid are"):
        read(as_written)


def test_a_long_text_is_cut_in_the_message():
    with pytest.raises(InputError, match=f"figure '{'9' * 40}…' is not one number"):
        read("9" * 41)
    with pytest.raises(InputError, match=f"figure '{'a' * 40}' is not one number"):
        read("a" * 40)


@pytest.mark.parametrize("as_written", ["节约3600万元", "增长3%", "超过同期3个", "建设 2 个"])
def test_refuses_other_words_before_the_number(as_written):
    with pytest.raises(InputError, match=r"^figure .* is no bound word; valid are 超过"):
        read(as_written)


decimals = st.decimals("0.01", 99999, places=2).map(lambda value: f"{value.normalize():f}")
measured = st.tuples(decimals, st.sampled_from(sorted(SCALES)), st.sampled_from(UNITS)).filter(
    lambda parts: not (parts[1].endswith("千") and parts[2][0] in "瓦伏克米卡帕赫")
)
context = st.sampled_from(["全年完成", "，", "其中：", "达到", "。\n", "为", ""])


@given(measured)
def test_every_unit_reads_back(parts):
    digits, scale, unit = parts
    assert read(digits + scale + unit) == Reading(digits, None, SCALES[scale], unit, "exact")


@pytest.mark.parametrize("word", BEFORE)
@given(parts=measured)
@settings(max_examples=10)
def test_every_bound_word_before_reads_back(word, parts):
    digits, scale, unit = parts
    expected = Reading(digits, None, SCALES[scale], unit, word[1])
    assert read(word[0] + digits + scale + unit) == expected


@pytest.mark.parametrize("word", AFTER)
@given(digits=decimals, scale=st.sampled_from(["", "万", "亿"]))
@settings(max_examples=10)
def test_every_bound_word_after_reads_back(word, digits, scale):
    expected = Reading(digits, None, SCALES[scale], "家", word[1])
    assert read(digits + scale + "家" + word[0]) == expected


@given(measured, context, st.sampled_from("，。；、）"))
def test_a_quantity_is_found_whole_in_a_sentence(parts, before, after):
    digits, scale, unit = parts
    written = digits + scale + unit
    found = find(before + written + after)
    assert [mention.text for mention in found][:1] == [written] or found[0].kind != "quantity"
    if found[0].kind == "quantity":
        assert found[0].value == float(f"{digits}e{SCALES[scale]}")
        assert found[0].unit == unit


@given(
    st.integers(1, 9998), st.integers(1, 9999), st.sampled_from(["-", "—", "~", "至", "到", "——"])
)
def test_ranges_read_back(low, width, dash):
    expected = Reading(str(low), str(low + width), 4, "元", "range")
    assert read(f"{low}{dash}{low + width}万元") == expected
    assert read(f"{low}万{dash}{low + width}万元") == expected
    assert read(f"{low}万元{dash}{low + width}万元") == expected


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(["—", "——", "~", "至", "到"]))
def test_ranges_below_zero_read_back(width, above, dash):
    (found,) = find(f"气温-{above + width}{dash}-{above}℃")
    assert (found.value, found.upper, found.unit) == (-above - width, -above, "℃")
    (found,) = find(f"气温-{above}{dash}{width}℃")
    assert (found.value, found.upper, found.unit) == (-above, width, "℃")
