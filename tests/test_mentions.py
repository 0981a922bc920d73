import gc
import json
import re
import runpy
import time
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from ecstats import documents, mentions, tables
from ecstats.errors import InputError
from ecstats.mentions import find, find_in_file, ledger, stream

PROSE = json.loads((Path(__file__).parent / "data" / "prose.json").read_text(encoding="utf-8"))


def kinds(text):
    return [(mention.text, mention.kind) for mention in find(text)]


@pytest.mark.parametrize("case", PROSE, ids=lambda case: case["text"][:20])
def test_official_prose(case):
    found = [[m.text, m.kind, m.value, m.upper, m.unit, m.bound] for m in find(case["text"])]
    assert found == case["mentions"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018年8月17日", "date"),
        ("可完成。2018\n\n年8月底", "date"),
        ("到 2020 年", "date"),
        ("4月25日", "date"),
        ("10月初", "date"),
        ("今年7月", "date"),
        ("二〇二〇年八月", "date"),
        ("2018-08-17", "date"),
        ("2018/8/17", "date"),
        ("2018.8.17", "date"),
        ("五年后", "date"),
        ("3个月前", "date"),
        ("今年上半年", "period"),
        ("半年", "period"),
        ("一季度", "period"),
        ("第三季度", "period"),
        ("前三季度", "period"),
        ("1—4月份", "period"),
        ("2018-2020年", "period"),
        ("3月1-5日", "period"),
        ("近三年", "period"),
        ("未来5年", "period"),
        ("4个月以来", "period"),
        ("三年行动计划", "period"),
        ("十四五", "period"),
        ("“十四五”时期", "period"),
        ("“十三五”规划", "name"),
        ("“十四五”发展规划", "name"),
        ("第35次", "ordinal"),
        ("一级", "ordinal"),
        ("前10名", "ordinal"),
        ("“5G”", "name"),
        ("5G、", "name"),
        ("IPv6", "name"),
        ("B2B", "name"),
        ("O2O", "name"),
        ("“618”", "name"),
        ("“双11”", "name"),
        ("双十一", "name"),
        ("河北365等", "name"),
        ("打造1688电商", "name"),
        ("一带一路", "name"),
        ("“六稳”", "name"),
        ("一企一策", "name"),
        ("千人计划", "name"),
        ("50佳", "name"),
        ("“2019中国博览会”", "name"),
        ("际华三五零二通过", "name"),
        ("叁陆伍生活通", "name"),
        ("最后一公里", "name"),
        ("0311-87654321", "name"),
        ("192.168.10.1", "name"),
        ("1" * 41, "name"),
        ("〔2018〕115号", "document_number"),
        ("GB/T 2260", "document_number"),
        ("主席令第七号", "document_number"),
        ("一个", "quantity"),
        ("两端", "quantity"),
        ("县、乡、村三级", "quantity"),
    ],
)
def test_kind(text, expected):
    assert {kind for _, kind in kinds(text)} == {expected}


@pytest.mark.parametrize(
    "word",
    """零售 统一 一批 进一步 万花筒 两化融合 一般 一些 一定 一体化 一揽子 一站式 一系列 一方面
    一段时期 一线 一起 一旦 唯一 之一 单一 逐一 同一个 另一种 每一个 这一次 某一天 新一轮 下一步
    万一 队伍 大陆 陆续 零部件 四川 三亚 五台山 百色 万科 百货 百姓 千方百计 十分 十足 三心二意
    五花八门 成千上万 百分比 百分点 百分率 千瓦 万千瓦 (亿元) 若干 几个 多数 長三角 退伍 參與
    一技之长 一鼓作气 千百年 番茄 半径 大半 数字 数据 亿 一。 三 两""".split(),
)
def test_a_word_is_no_mention(word):
    assert find(word) == []
    assert find(f"推动{word}发展") == []


def test_list_marks_are_ordinals_without_their_punctuation():
    text = "一、甲\n（二）乙\n3. 丙\n4、丁\n5）戊\n⑥己。七是庚；专栏八:辛\n9\t壬\t1\n"
    assert [(m.text, m.value) for m in find(text)[:9]] == [
        *zip("一二345⑥七八9", map(float, range(1, 10)), strict=True)
    ]
    assert {m.kind for m in find(text)[:9]} == {"ordinal"}


def test_cells_of_a_flattened_table():
    rows = "备注 1 零售额(亿元) 2735.8 4400 预期 2 占比(%) 19.7 26 预期 3 户数（萬戶） 72.7 80 预期"
    found = find((rows + " 4 注 5").replace(" ", " |\n"))
    assert [m.kind for m in found] == ["ordinal", "quantity", "quantity"] * 3 + [
        "ordinal",
        "quantity",
    ]
    assert [m.text for m in found] == "1 2735.8 4400 2 19.7 26 3 72.7 80 4 5".split()
    assert [m.value for m in found] == [1, 2735.8e8, 4400e8, 2, 19.7, 26, 3, 727000, 800000, 4, 5]
    assert [m.unit for m in found] == [None, *"元元", None, *"%%", None, *"户户", None, None]
    assert [(m.value, m.unit) for m in find("产量(万千瓦)\t12-15\t3")] == [
        *((120000, "千瓦"), (30000, "千瓦"))
    ]
    assert [(m.value, m.unit) for m in find("增长(%)，其中5")] == [(5, None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("节约3600万元", "3600万元"),
        ("附近5公里", "5公里"),
        ("线上百家企业", None),
        ("石家庄-3号楼5个", "3号楼"),
        ("2020年5个", "2020年"),
        ("2020RCEP签署", "2020RCEP"),
        ("增长-2.3%", "-2.3%"),
        ("已超320万次", "超320万次"),
        ("超过同期增速12.64个百分点", "12.64个百分点"),
        ("由2016年", "2016年"),
        ("精选1—2个", "1—2个"),
        ("7,8个", "7"),
        ("比分3:0", "3"),
    ],
)
def test_where_a_mention_begins_and_ends(text, expected):
    found = find(text)
    assert (found[0].text if found else None) == expected


def test_neighbouring_mentions_do_not_take_words_of_each_other():
    assert [m.text for m in find("10-15个十亿级")] == ["10-15个", "十亿级"]
    assert [m.text for m in find("三地700余家")] == ["三地", "700余家"]
    assert [m.text for m in find("5家以上10家以下")] == ["5家以上", "10家以下"]


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
        patch.setattr(mentions, "_PIECE", data.draw(st.sampled_from([1, 50, 700])))
        patch.setattr(mentions.scanner, "AHEAD", 128)
        assert list(stream(pieces)) == find(text)


@pytest.mark.parametrize("shift", range(0, 60, 7))
def test_prose_cut_anywhere(monkeypatch, shift):
    monkeypatch.setattr(mentions, "_PIECE", 1)
    monkeypatch.setattr(mentions.scanner, "AHEAD", 64)
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
    monkeypatch.setattr(mentions, "_PIECE", 1000)
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
    monkeypatch.setattr(mentions, "_PIECE", 1000)
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
    百千万亿 \x00 \ud800""".split(),
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
    monkeypatch.setattr(mentions, "_PIECE", 7)
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
    monkeypatch.setattr(mentions, "_PIECE", piece)
    with pytest.raises(InputError, match=rf"document.txt: byte {byte} is not UTF-8 .*convert"):
        list(find_in_file(written(tmp_path, data)))


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match=r"nowhere.txt: No such file .* give a text file"):
        list(find_in_file(tmp_path / "nowhere.txt"))


def test_bytes_are_refused():
    with pytest.raises(InputError, match="must be a string, not bytes"):
        find(b"60%")


def test_mentions_as_a_table():
    table = mentions.table("到2025年，达到60%以上。")
    assert list(table) == "start end text value upper unit bound kind".split()
    assert table["start"].tolist() == [1, 9]
    assert table["end"].tolist() == [6, 14]
    assert [str(dtype) for dtype in table.dtypes] == [
        *("int64", "int64", "string", "float64", "float64", "string", "string", "string")
    ]
    assert pd.isna(table.loc[0, "value"])
    assert table.loc[1, ["text", "value", "unit", "bound", "kind"]].tolist() == [
        *("60%以上", 60.0, "%", "at_least", "quantity")
    ]
    assert mentions.table("").dtypes.equals(table.dtypes)


FIGURES = pd.DataFrame(
    {"figure_id": ["a-1", "b-1"], "source_id": ["a", "b"], "start": [9, 0], "end": [14, 1]}
)


def test_every_mention_has_a_disposition():
    text = "到2025年，达到60%以上，第3次，“5G”，5个，近三年，〔2018〕1号"
    rows = ledger(text, "a", FIGURES)
    assert list(rows) == ["source_id", "start", "end", "as_written", "disposition", "figure_id"]
    assert [str(dtype) for dtype in rows.dtypes] == ["string", "int64", "int64", *["string"] * 3]
    assert rows["disposition"].tolist() == [
        *("date", "figure", "ordinal", "name", "other", "period", "document_number")
    ]
    assert rows["figure_id"].dropna().to_dict() == {1: "a-1"}
    assert rows["as_written"].tolist() == [m.text for m in find(text)]


def test_a_figure_that_is_no_mention_is_named_with_its_neighbours():
    with pytest.raises(InputError, match=r"a-1: '达到60%' at 7-12 .* '60%以上' at 9-14"):
        ledger("到2025年，达到60%以上", "a", FIGURES.assign(start=7, end=12))
    for text in ("没有", "5个" + "的" * 60, "的" * 60 + "5个"):
        with pytest.raises(InputError, match="mentions there: none near"):
            ledger(text, "a", FIGURES.assign(start=30, end=31))


def test_the_table_accounts_for_every_mention_of_the_documents(documents_folder):
    figures, table = tables.load_quoted_figures(), tables.load_mentions()
    made = pd.concat(
        [
            ledger(documents.read(source, documents_folder), source.source_id, figures)
            for source in tables.load_sources().itertuples()
        ],
        ignore_index=True,
    )
    stored = table.astype({column: made[column].dtype for column in made})
    pd.testing.assert_frame_equal(stored, made)


def test_every_quoted_figure_is_one_of_the_mentions():
    figures, table = tables.load_quoted_figures(), tables.load_mentions()
    marked = table[table["disposition"] == "figure"].set_index("figure_id")
    assert sorted(marked.index) == sorted(figures["figure_id"])
    rows = figures.set_index("figure_id").loc[marked.index]
    for column in ("start", "end", "as_written"):
        assert rows[column].tolist() == marked[column].tolist()
