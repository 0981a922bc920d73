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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("112年經濟成長率", "date"),
        ("自113年起按年編布", "date"),
        ("2018年8月17日", "date"),
        ("可完成。2018\n\n年8月底", "date"),
        ("到 2020 年", "date"),
        ("4月25日", "date"),
        ("10月初", "date"),
        ("今年7月", "date"),
        ("二〇二〇年八月", "date"),
        ("2018-08-17", "date"),
        ("2105-06-30", "date"),
        ("２０１８年１２月１５日", "date"),
        ("５月３１日", "date"),
        ("2018年-2020年", "period"),
        ("1月份至4月", "period"),
        ("1月至4月份", "period"),
        ("今后三年", "period"),
        ("今後三年", "period"),
        ("最近三年", "period"),
        ("過去三年", "period"),
        ("未來三年", "period"),
        ("三年滚动规划", "period"),
        ("三年攻坚行动", "period"),
        ("三年倍增计划", "period"),
        ("『九五』时期", "period"),
        ("“八五”計劃", "name"),
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
        ("歼-20", "name"),
        ("东风-41", "name"),
        ("東風-41", "name"),
        ("第三次全会", "ordinal"),
        ("第六次全體會議", "ordinal"),
        ("民国三十年", "date"),
        ("民國38年", "date"),
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
    assert [(m.value, m.unit) for m in find("产量(万吨)\t12%\t5")] == [*((12, "%"), (50000, "吨"))]
    assert [(m.value, m.unit) for m in find("电压(万伏)\t3个")] == [(3, "个")]
    assert [(m.value, m.unit) for m in find("产量(吨)|5|6\r\n")] == [(5, "吨"), (6, "吨")]
    assert [(m.value, m.unit) for m in find("产量(吨)\t—\t5")] == [(5, "吨")]
    assert [(m.value, m.unit) for m in find("产量(含3吨)\t5")] == [(3, "吨"), (5, None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("节约3600万元", "3600万元"),
        ("三成本地企业", "三成"),
        ("三成立的企业", None),
        ("附近5公里", "5公里"),
        ("不低於人民幣5000萬元", "不低於人民幣5000萬元"),
        ("节约合3万元", "3万元"),
        ("反超过3家", "3家"),
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
        ("列装歼-20战机", "歼-20"),
        ("货运-20%", "-20%"),
        ("东风-5%", "-5%"),
        ("第三次全会精神", "第三次全会"),
        ("出口EUR 1,234，", "EUR 1,234"),
        ("超过USD 5万", "超过USD 5万"),
        ("EXUSD 5万", "5万"),
        ("比例为1：7.1，", "1：7.1"),
        ("任务1：3个", "1"),
        ("编号1：2：3", "1"),
        ("民国三十年设县", "民国三十年"),
        ("民国三十年代", "三十年代"),
        ("降幅-1.2%至-0.8%之间", "-1.2%至-0.8%"),
        ("-0.8%至-1.2%", "-0.8%"),
    ],
)
def test_where_a_mention_begins_and_ends(text, expected):
    found = find(text)
    assert (found[0].text if found else None) == expected


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


def test_neighbouring_mentions_do_not_take_words_of_each_other():
    assert [m.text for m in find("10-15个十亿级")] == ["10-15个", "十亿级"]
    assert [m.text for m in find("三地700余家")] == ["三地", "700余家"]
    assert [m.text for m in find("5家以上10家以下")] == ["5家以上", "10家以下"]
    assert [m.text for m in find("10-5，30%-20%")] == ["10", "5", "30%", "20%"]


@pytest.mark.parametrize("dash", "- － — – ~ ～ 〜 至 到 ——".split())
def test_every_dash_joins_years_and_numbers(dash):
    assert kinds(f"2018{dash}2020年") == [(f"2018{dash}2020年", "period")]
    assert kinds(f"1{dash}4月份") == [(f"1{dash}4月份", "period")]
    (found,) = find(f"10{dash}15个")
    assert (found.value, found.upper) == (10, 15)


@pytest.mark.parametrize("unit", "个 個 年 家 项 項 条 條 人 天 次 名 万家 千米".split())
def test_fifteen_of_a_unit_is_no_plan(unit):
    assert {kind for _, kind in kinds(f"建成十五{unit}，")} == {"quantity"}


@pytest.mark.parametrize("character", "立为為长長不功果员員交熟品分就绩效都")
def test_a_word_with_成_is_no_tenth(character):
    assert find(f"由三成{character}的") == []
    assert [m.text for m in find(f"由三成，{character}的")] == ["三成"]


@pytest.mark.parametrize("mark", "，。；：、,;:")
def test_a_plan_period_is_no_part_of_a_title_in_another_clause(mark):
    assert kinds(f"“十四五”{mark}全省规划") == [("十四五", "period")]
    assert kinds("“十四五”全省规划") == [("十四五", "name")]


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
