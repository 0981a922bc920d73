import gc
import re
import runpy
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from ecstats.errors import InputError
from ecstats.mentions import find

WORDS = """2018年8月17日 2018-2020年 超过3600万元 10-15个 百亿级 一带一路 “六稳” 5G IPv6 第35次
    （一） 一、 一是 ， 。 、 的 统一 一批 十四五 ”规划 上半年 近三年 1,234 2/3 3:7 . - — 至 | 到
    2020 年 12 个 以上 半 翻一番 〔2018〕115号 百分之 三 点 五 万 亿 零 〇 １２ ％ A 双 11 1 23 456
    月 日 😀""".split()
PIECES = st.sampled_from([*WORDS, " ", "\n", "\t", "\x00", "\ud800", "\ufeff"])
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)


@given(TEXTS)
@settings(max_examples=300)
def test_mentions_are_in_order_and_where_they_say(text):
    found = find(text)
    for mention in found:
        assert text[mention.start : mention.end] == mention.text != ""
        assert (mention.value is not None) >= (mention.bound is not None)
    assert all(first.end <= second.start for first, second in pairwise(found))


@given(TEXTS)
@settings(max_examples=300)
def test_no_arabic_digit_is_left_unaccounted_for(text):
    covered = {place for m in find(text) for place in range(m.start, m.end)}
    digits = {match.start() for match in re.finditer("[0-9０-９]", text)}
    assert digits <= covered


def seconds(text):
    gc.collect()
    begin = time.process_time()
    find(text)
    return time.process_time() - begin


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    """7 一 1,1,1, ( （一 “一 1,111, 百分之 1. 1/ 1: 2018- 一、 1月1日至 A1 1- 亿零1 第1 半 “
    百千万亿 第1至 “五个 1个亿 三点 人民币1 \x00 \ud800""".split(),
)
def test_hostile_text_takes_time_in_proportion(unit):
    small, large = (unit * (size // len(unit)) for size in (4_000, 32_000))
    assert seconds(large) < 3 * 8 * seconds(small) + 0.1


@pytest.mark.slow
def test_at_least_two_fifths_of_the_speed_of_one_alternation(documents_folder, root):
    bench = runpy.run_path(str(root / "benchmarks" / "mentions.py"))
    documents = "".join(path.read_text("utf-8") for path in sorted(documents_folder.glob("*.txt")))
    text = bench["repeated"](documents, 1_000_000)
    one_pass = bench["cpu_seconds"](lambda: [m.group() for m in bench["RICH"].finditer(text)], 3)
    assert one_pass / bench["cpu_seconds"](lambda: find(text), 3) >= 0.4


def test_bytes_are_refused():
    with pytest.raises(InputError, match="must be a string, not bytes"):
        find(b"60%")
