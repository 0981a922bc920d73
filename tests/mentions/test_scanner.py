import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from ecstats.errors import InputError
from ecstats.mentions import find, read_mention

PROSE = json.loads((Path(__file__).parent / "prose.json").read_text(encoding="utf-8"))
# One text per line, its mentions in braces, with their kind unless it is a quantity.
MARKED = [
    line.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r")
    for line in (Path(__file__).parent / "marked.txt").read_text(encoding="utf-8").splitlines()
]
MARK = re.compile(r"\{(?:(?P<kind>[a-z_]+):)?(?P<text>[^{}]+)\}")


def kinds(text):
    return [(mention.text, mention.kind) for mention in find(text)]


@pytest.mark.parametrize("case", PROSE, ids=lambda case: case["text"][:20])
def test_official_prose(case):
    found = [[m.text, m.kind, m.value, m.upper, m.unit, m.bound] for m in find(case["text"])]
    assert found == case["mentions"]


@pytest.mark.parametrize("line", MARKED, ids=lambda line: line[:20])
def test_words_around_numbers(line):
    marked = [(mark["text"], mark["kind"] or "quantity") for mark in MARK.finditer(line)]
    assert kinds(MARK.sub(r"\g<text>", line)) == marked


def meaning(text):
    return [(m.start, m.end, m.value, m.upper, m.unit, m.bound, m.kind) for m in find(text)]


# What a printer may set in another way without a change of meaning, character by character.
SIMPLIFIED = (
    "万亿个种项条户吨台辆只张间栋门颗块队组届亩顷时钟岁轮类场处单笔页册级镇乡县区国点币镑欧两内过约将满达数几于标准"
    "盘双发车员厘业产务会农稳划动图号来义资设险权长统学强为样别节课纳帧词围体线复举独阵关东边头严实龙后余带护轻签预"
    "违缔邻临贴亲赶经规计栏录纪财赛贰陆贯环"
    "争众价债养军击办劲劳华卢团园坛奋妇宝对层属岗峡庆开戏报担换据摄撑断机构桥气灯状现画确码称简粮纯织维缀网罗罚脉药营"
    "览议讲记证评识诉诊试谈谋谍谓账货质赋赞转载辖运远连鉴铁阶际随韩风飞饭馆驱鸣黄乐奖湾猫税补额并纲续编邮电热传从进专"
)
TRADITIONAL = (
    "萬億個種項條戶噸臺輛隻張間棟門顆塊隊組屆畝頃時鐘歲輪類場處單筆頁冊級鎮鄉縣區國點幣鎊歐兩內過約將滿達數幾於標準"
    "盤雙發車員釐業產務會農穩劃動圖號來義資設險權長統學強為樣別節課納幀詞圍體線複舉獨陣關東邊頭嚴實龍後餘帶護輕簽預"
    "違締鄰臨貼親趕經規計欄錄紀財賽貳陸貫環"
    "爭眾價債養軍擊辦勁勞華盧團園壇奮婦寶對層屬崗峽慶開戲報擔換據攝撐斷機構橋氣燈狀現畫確碼稱簡糧純織維綴網羅罰脈藥營"
    "覽議講記證評識訴診試談謀諜謂賬貨質賦贊轉載轄運遠連鑒鐵階際隨韓風飛飯館驅鳴黃樂獎灣貓稅補額並綱續編郵電熱傳從進專"
)
PRINTINGS = {
    "traditional characters": (SIMPLIFIED, TRADITIONAL),
    "full-width digits": ("0123456789", "０１２３４５６７８９"),
    "full-width signs": ("%/+-~<>", "％／＋－～＜＞"),
    "full-width points": (".", "．"),
    "full-width letters": (
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ",
    ),
    "corner brackets": ("“”", "「」"),
    "double corner brackets": ("“”", "『』"),
    "half-width punctuation": ("，；：（）", ",;:()"),
    "square brackets": ("〔〕", "[]"),
    "full-width square brackets": ("〔〕", "［］"),
    "thick brackets": ("〔〕", "【】"),
    "full-width spaces": (" ", "\u3000"),
}


@pytest.mark.parametrize("printing", PRINTINGS)
def test_another_way_of_printing_says_the_same(printing):
    table = str.maketrans(*PRINTINGS[printing])
    texts = [case["text"] for case in PROSE]
    if "digits" not in printing and "punctuation" not in printing:
        # Lists of numbers: 1，234 is not 1,234.
        texts += [MARK.sub(r"\g<text>", line) for line in MARKED]
    for plain in texts:
        text = plain.translate(table)
        if text != plain:
            assert (text, meaning(text)) == (text, meaning(plain))


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
    assert [(m.value, m.unit) for m in find("产量(万吨)\t12%\t5")] == [*((12, "%"), (50000, "吨"))]
    assert [(m.value, m.unit) for m in find("电压(万伏)\t3个")] == [(3, "个")]
    assert [(m.value, m.unit) for m in find("产量(吨)|5|6\r\n")] == [(5, "吨"), (6, "吨")]
    assert [(m.value, m.unit) for m in find("产量(吨)\t—\t5")] == [(5, "吨")]
    assert [(m.value, m.unit) for m in find("产量(含3吨)\t5")] == [(3, "吨"), (5, None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("超过3-5家", (3, 5, "家", "range")),
        ("分别为12、15和18万件", (120000, None, "件", "exact")),
        ("分别突破3亿元和30亿元", (3e8, None, "元", "over")),
        ("加快15.6和5.6个百分点", (15.6, None, "个百分点", "exact")),
        ("零售总额（亿）36.50", (3650000000, None, None, "exact")),
        ("产量1.3\n万吨", (13000, None, "吨", "exact")),
        ("企业1.2万\n多家", (12000, None, "家", "some_over")),
        ("3万2,105美元", (32105, None, "美元", "exact")),
        ("3兆9,603億元", (3960300000000, None, "元", "exact")),
        ("4千零60万元", (40600000, None, "元", "exact")),
        ("1\u00a0234.5亿元", (123450000000, None, "元", "exact")),
        ("三十六．一％至三十九．八％", (36.1, 39.8, "%", "range")),
        ("七成多", (70, None, "%", "some_over")),
        ("八成半", (85, None, "%", "exact")),
        ("二十来名", (20, None, "名", "about")),
        ("6%与8%之间", (6, 8, "%", "range")),
        ("218元5角6分", (218.56, None, "元", "exact")),
        ("三至五千元", (3000, 5000, "元", "range")),
        ("百分之80", (80, None, "%", "exact")),
        ("負3.2%", (-3.2, None, "%", "exact")),
        ("产量(万吨)5 6", (50000, None, "吨", "exact")),
        ("增长(%) 5，", (5, None, None, "exact")),
        ("产量(吨)73，", (73, None, None, "exact")),
        ("产量(吨)\t3万\t5", (30000, None, None, "exact")),
        ("出口EUR 1,234", (1234, None, "EUR", "exact")),
        ("USD 5万元", (50000, None, "元", "exact")),
        ("约USD 5", (5, None, "USD", "about")),
        ("5千米", (5, None, "千米", "exact")),
        ("五千克", (5, None, "千克", "exact")),
        ("五千伏", (5, None, "千伏", "exact")),
        ("5百分钟", (500, None, "分钟", "exact")),
        ("五百分钟", (500, None, "分钟", "exact")),
        ("五亿五", (550000000, None, None, "exact")),
        ("超三五个", (3, 5, "个", "range")),
    ],
)
def test_what_a_mention_says(text, expected):
    first = find(text)[0]
    assert (first.value, first.upper, first.unit, first.bound) == expected


def test_a_numeral_may_have_forty_characters():
    for numeral in ("1" * 40 + ".5", "一" * 40):
        (found,) = find(f"{numeral}家")
        assert (found.text, found.kind) == (f"{numeral}家", "quantity")
    assert find("一" * 41 + "家") == []


@pytest.mark.parametrize("dash", "- － — – ~ ～ 〜 至 到 ——".split())
def test_every_dash_joins_years_and_numbers(dash):
    assert kinds(f"2018{dash}2020年") == [(f"2018{dash}2020年", "period")]
    assert kinds(f"1{dash}4月份") == [(f"1{dash}4月份", "period")]
    (found,) = find(f"10{dash}15个")
    assert (found.value, found.upper) == (10, 15)


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


def test_bytes_are_refused():
    with pytest.raises(InputError, match="must be a string, not bytes"):
        find(b"60%")


def test_a_quantity_is_read_where_it_stands():
    first, second, third = map(read_mention, find("分别突破12、15和18万件"))
    assert (first.value, first.unit_mult, first.unit, first.bound) == ("12", 4, "件", "over")
    assert (second.value, second.unit_mult, second.bound) == ("15", 4, "over")
    assert third.value == "18"
