import gc
import json
import re
import runpy
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from ecstats.errors import InputError
from ecstats.mentions import find, find_in_file, finding, scanner, stream

PROSE = json.loads((Path(__file__).parent / "prose.json").read_text(encoding="utf-8"))


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


@given(st.lists(TEXTS, min_size=1, max_size=8).map("，甲乙丙丁戊己庚辛".join), st.data())
@settings(max_examples=150, deadline=None)
def test_mentions_do_not_depend_on_how_the_text_is_cut(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    pieces = [text[a:b] for a, b in pairwise([0, *cuts, len(text)])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "_PIECE", data.draw(st.sampled_from([1, 50, 700])))
        patch.setattr(scanner, "AHEAD", 128)
        assert list(stream(pieces)) == find(text)


@pytest.mark.parametrize("shift", range(0, 60, 7))
def test_prose_cut_anywhere(monkeypatch, shift):
    monkeypatch.setattr(finding, "_PIECE", 1)
    monkeypatch.setattr(scanner, "AHEAD", 64)
    text = (
        "的" * shift
        + "".join(case["text"] for case in PROSE)
        + "一" * 300
        + "个"
        + "7" * 300
        + "年"
    )
    assert list(stream(text)) == find(text)


def test_mentions_come_while_the_text_is_still_read(monkeypatch):
    monkeypatch.setattr(finding, "_PIECE", 1000)
    taken = []

    def pieces():
        for number in range(1000):
            taken.append(number)
            yield "到2025年达到60%。"

    found = stream(pieces())
    assert [next(found).text for _ in range(3)] == ["2025年", "60%", "2025年"]
    assert len(taken) < 110
    for _ in range(1000):
        next(found)
    assert len(taken) < 650
    assert len(list(found)) == 2000 - 1003


@pytest.mark.parametrize("size", [1, 97, 5000])
def test_the_documents_cut_anywhere(documents_folder, monkeypatch, size):
    monkeypatch.setattr(finding, "_PIECE", 1000)
    text = "".join(path.read_text("utf-8") for path in sorted(documents_folder.glob("*.txt")))
    assert list(stream(text[i : i + size] for i in range(0, len(text), size))) == find(text)


def seconds(text):
    gc.collect()
    begin = time.process_time()
    find(text)
    for _ in stream(text[i : i + 65536] for i in range(0, len(text), 65536)):
        pass
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


def written(folder, data):
    path = folder / "document.txt"
    path.write_bytes(data)
    return path


def test_a_file_is_read_as_its_text(tmp_path, monkeypatch):
    monkeypatch.setattr(finding, "_PIECE", 7)
    text = "\ufeff到2025年\r\n培育😀\x00 10-15个，\n达到60%。" * 50
    assert list(find_in_file(written(tmp_path, text.encode()))) == find(text)
    assert list(find_in_file(str(written(tmp_path, b"")))) == []


@pytest.mark.parametrize(
    ("data", "byte"),
    [
        ("达到60%".encode() + b"\xff", 9),
        ("达到60%".encode("gb18030"), 0),
        ("60%达".encode()[:-1], 3),
        ("六".encode() * 100 + b"\xe5" + b"6" * 9, 300),
    ],
)
@pytest.mark.parametrize("piece", [1, 4, 1 << 18])
def test_a_byte_that_is_not_utf8_is_named(tmp_path, monkeypatch, data, byte, piece):
    monkeypatch.setattr(finding, "_PIECE", piece)
    with pytest.raises(InputError, match=rf"document.txt: byte {byte} is not UTF-8 .*convert"):
        list(find_in_file(written(tmp_path, data)))


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match=r"nowhere.txt: No such file .* give a text file"):
        list(find_in_file(tmp_path / "nowhere.txt"))


def test_bytes_are_refused():
    with pytest.raises(InputError, match="must be a string, not bytes"):
        find(b"60%")
