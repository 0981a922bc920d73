"""What is proposed for sentences of official prose: written for the tests, of no document."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from ecstats import documents, tables
from ecstats.draft import rows
from ecstats.draft.code_lists import Unit
from ecstats.draft.kinds import Kind
from ecstats.draft.periods import Dated
from ecstats.draft.rows import BASE, DOUBTS, confidence
from ecstats.tables import rules


@pytest.fixture(scope="module")
def known() -> rows.Codes:
    return rows.codes()


OF_2021 = ("发展公报", "2021-05", "130000")


def drafted(known: rows.Codes, text: str, title: str = OF_2021[0]) -> pd.DataFrame:
    return rows.draft(rows.Document("made-up", text, title, *OF_2021[1:]), known)


CASES = [
    # kind, sign, period and reference
    ("2020年，网店达到3.8万多家。",
     "time_period=2020 obs_kind=observed bound=some_over unit_mult=4"),
    ("一季度销售额为2亿元，同比增长18.5%。",
     "time_period=2021-Q1 period_basis=inferred obs_kind=change obs_value=18.5 reference=2020-Q1"),
    ("2020年销售额同比下降3.1%。", "obs_kind=change obs_value=-3.1 reference=2019"),
    ("2020年1月出口额环比增长2%。", "obs_kind=change reference=2019-12"),
    ("普及率由2016年的40%提高到2020年的51.3%。", "obs_kind=observed time_period=2020"),
    ("普及率比2016年提高3.5个百分点。",
     "obs_kind=change reference=2016 unit_measure=PERCENTAGE_POINT"),
    ("2020年覆盖率低于全国7.2个百分点。",
     "obs_kind=change obs_value=-7.2 reference=area:CN time_period=2020"),
    ("上线后，采购周期缩短2/3。",
     "obs_kind=change obs_value=-0.6667 unit_measure=FRACTION reference=before period_basis=none"),
    ("成本降低至20%。", "obs_kind=observed obs_value=20"),
    ("2020年销售额增加3亿元。", "obs_kind=change obs_value=3"),
    ("2020年新增就业，提升服务，建成网店20家。", "obs_kind=observed unit_measure=SHOP"),
    ("力争培育企业20家。", "obs_kind=target unit_measure=FIRM"),
    ("到2025年，网店达到20万家。", "obs_kind=target time_period=2025 period_basis=stated"),
    ("截至目前，已培育企业20家。",
     "obs_kind=observed time_period=2021-05 period_basis=inferred review_period_from=document"),
    ("五年后规模将达千亿元。", "obs_kind=target time_period=2026 obs_value=1000 unit_mult=8"),
    ("申报条件\n年营业收入50亿元以上。", "obs_kind=threshold bound=at_least period_basis=none"),
    ("年交易额超亿元的平台已达30余个。", "unit_measure=PLATFORM bound=some_over"),
    ("培育一批百亿级平台。", "obs_kind=threshold unit_measure=CNY bound=order_of_magnitude"),
    # bound words, units, per
    ("2020年，每县至少培育、销售两种名优产品。",
     "bound=at_least per=county unit_measure=PRODUCT"),
    ("年均培训不少于20万人次。", "per=year unit_measure=PERSON_TIME bound=at_least"),
    ("2020年活动观看人数突破2600万。", "unit_measure=PERSON bound=over"),
    ("2020年打造10-15个行业B2B平台。",
     "obs_value=10 obs_value_upper=15 bound=range unit_measure=PLATFORM"),
    ("2020年增长了2倍。", "unit_measure= obs_value=2"),
    # areas
    ("2020年，沧州市网店达到2万家。", "ref_area=130900"),
    ("2020年，全省网店达到2万家。", "ref_area=130000"),
    ("2020年，全国网店达到2万家。", "ref_area=CN"),
    ("2020年有5家湖北企业参加。", "ref_area=420000"),
    # tables
    ("指标\t2020年\t2025年\n网上零售额（亿元）\t41.8\t130\n",
     "obs_value=130 unit_measure=CNY unit_mult=8 time_period=2025 obs_kind=target "
     "indicator_id=online_retail_sales review_period_from=table quote=130"),
    ("指标\t2020年\t同比增长（%）\n网上零售额（亿元）\t41.8\t-3.2\n",
     "obs_value=-3.2 unit_measure=PERCENT unit_mult=0 obs_kind=change as_written=-3.2"),
    ("一、2020年主要指标\n指标\t单位\t总量\t增速%\n快递包裹数\t万件\t1,860\t18.1\n",
     "obs_value=18.1 unit_measure=PERCENT obs_kind=change time_period=2020 reference=2019"),
    ("一、2020年主要指标\n指标\t单位\t总量\n快递包裹数\t万件\t1,860\n",
     "obs_value=1860 unit_measure=PARCEL unit_mult=4 time_period=2020 as_written=1,860"),
    # traditional characters
    ("2020年，快遞包裹數達到37億件。",
     "unit_measure=PARCEL unit_mult=8 indicator_id=express_parcels"),
    # lists that share scale, unit or bound, and lines that break
    ("2020年，包裹分别为12、15和18万件。", "unit_mult=4 unit_measure=PARCEL"),
    ("2020年，收入、支出分别突破30亿元和300亿元。", "bound=over unit_measure=CNY"),
    ("2020年，收入比由5：1缩小到2.6：1。", "obs_value=2.6 unit_measure=FRACTION"),
    ("2020年，包裹1.3\n万件。", "unit_mult=4 unit_measure=PARCEL"),
]  # fmt: skip


# Mechanisms that misread documents never seen before: date of issue, text, and what one row is.
UNSEEN = [
    ("2024", "2023年，城乡居民收入比为2.36:1。", "obs_value=2.36"),
    ("2024", "2023年，收入差距缩小到2.2∶1以内。", "obs_value=2.2"),
    ("2024", "2023年，全县第一产业增加值21.5亿元。", "obs_kind=observed reference="),
    ("", "申报条件\n1.农产品加工增加值占总增加值70%以上。", "obs_kind=threshold"),
    ("2024", "2023年，居民消费价格上涨2.1%。", "obs_kind=change obs_value=2.1"),
    ("2024", "2023年，销货量下跌1.8%。", "obs_kind=change obs_value=-1.8"),
    ("2024", "2023年，订单年减2.4%。", "obs_kind=change obs_value=-2.4"),
    ("2024", "2023年，所得较上年增1.7%。", "obs_kind=change obs_value=1.7 reference=2022"),
    ("2024", "2023年，经济成长率3.3%。", "obs_kind=change obs_value=3.3"),
    ("2024-03", "2023年，产值比上年增长5.2%。", "time_period=2023 reference=2022"),
    ("2025-03", "2024年末，全县网店比上年末增加2000家。", "time_period=2024 reference=2023"),
    ("2023-03", "稳步发展\n2022年，全县产值18亿元。\n奶牛场达26家。", "time_period=2022"),
    ("2021-05", "与2010年（第六次普查）的1339万人相比。", "time_period=2010"),
    ("2024-12", "二〇二三年十月，产量12万件。", "time_period=2023-10"),
    ("2024-12", "今年前10个月，完成产值12亿元。", "time_period=2024-01/2024-10"),
    ("2024-12", "前11月订单66亿元。", "time_period=2024-01/2024-11"),
    ("2024", "2023年，围绕到2025年的目标，经济平稳。\n一、综合\n工业产值45亿元。",
     "obs_kind=observed time_period=2023"),
    ("2024", "2023年，增速加快15.6个百分点。", "unit_measure=PERCENTAGE_POINT obs_kind=change"),
    ("", "民國112年失業率3.5%。", "time_period=2023"),
    ("2020", "| 绝对数(亿元) | 比上年增长(%) |\n生产总值 | 617.5 | 5.2 |\n",
     "as_written=5.2 unit_measure=PERCENT obs_kind=change"),
    ("2020", "| 绝对数(亿元) |\n生产总值 | 617.5 |\n", "unit_measure=CNY unit_mult=8"),
    ("2013-08", "指标 |\n单位 |\n2013 年 |\n2015 年 |\n一、用户 |\n接入用户 |\n亿元 |\n2.1 |\n"
     "2.7 |\n普及率 |\n% |\n40 |\n50 |\n", "unit_measure=PERCENT time_period=2015"),
    ("2024", "2023年，三次产业结构为6.01:55.04:38.95。", "unit_measure=PERCENT"),
    ("2024", "三次产业结构由上年的14.9:35.3:49.8调整为14.4。", "unit_measure= time_period=2024"),
    ("2024", "三次产业结构由上年的14.9:35.3:49.8", "unit_measure=PERCENT time_period=2023"),
    ("2025-03", "某县2024年统计公报\n12月末，存款余额512.3亿元。",
     "time_period=2024-12 obs_kind=observed"),
    ("2025-03", "某县2024年统计公报\n2025年预期目标\n新增就业3500人。",
     "time_period=2025 obs_kind=target"),
    ("2023", "2022年，粮食总产量31.5万吨，减产1.2%。", "obs_kind=change obs_value=-1.2"),
    ("2023-07", "上半年，全国农村网络零售额1.1万亿元。", "indicator_id="),
    ("2023", "全国共有家庭户494万户。", "unit_measure="),
    ("2023", "市场历经8次扩建。", "unit_measure="),
    ("2026-01", "2026年，全区将扩大投资，完成投资244亿元以上。", "time_period=2026"),
]  # fmt: skip


DOCUMENTS = [
    *((rows.Document("made-up", text, *OF_2021), expected) for text, expected in CASES),
    *((rows.Document("made-up", text, "", date), expected) for date, text, expected in UNSEEN),
]


@pytest.mark.parametrize(("document", "expected"), DOCUMENTS, ids=lambda case: case[1][:24])
def test_the_last_row_of_a_text(document: rows.Document, expected: str, known: rows.Codes) -> None:
    row = rows.draft(document, known).iloc[-1]
    wanted = dict(pair.split("=", 1) for pair in expected.split())
    assert {column: row[column] for column in wanted} == wanted


def test_drafted_rows_have_no_faults_when_they_are_held_against_their_document(
    known: rows.Codes, tmp_path: Path
) -> None:
    text = "\n\n".join(text for text, _ in CASES)
    (tmp_path / "made-up.txt").write_bytes(text.encode())
    drafted(known, text).to_csv(tmp_path / "draft.csv", index=False)
    figures = pd.read_csv(tmp_path / "draft.csv", dtype="string")
    figures = figures.rename(columns={"obs_value": "obs_text", "obs_value_upper": "obs_text_upper"})
    figures = figures[figures["unit_measure"].notna()]
    figures = figures.astype({"start": int, "end": int, "unit_mult": int})
    digest = hashlib.sha256(text.encode()).hexdigest()
    source = {"source_id": "made-up", "file_name": "made-up.txt", "sha256": digest}
    found = documents.verify(figures, pd.DataFrame([source]), tmp_path, tables.load_units())
    assert len(figures) > len(CASES)
    assert found.empty, found.to_string()


def test_in_a_plan_what_is_not_said_to_be_done_is_a_target(known: rows.Codes) -> None:
    text = "一、主要任务\n培育企业150家。目前已有企业20家。"
    first, second = drafted(known, text, "“十四五”发展规划").to_dict("records")
    assert (first["obs_kind"], first["time_period"]) == ("target", "2025")
    assert first["review_period_from"] == "plan"
    assert second["obs_kind"] == "observed"


def test_columns_are_those_of_the_ledger_and_then_those_for_review(known: rows.Codes) -> None:
    frame = drafted(known, "网店20家。")
    ledger = tables.dictionary("quoted_figures")["column"]
    assert list(frame) == [*ledger, *rows.REVIEW]
    assert drafted(known, "没有数字。").empty
    assert list(drafted(known, "没有数字。")) == list(frame)


def test_what_is_said_twice_is_marked(known: rows.Codes) -> None:
    text = "2020年网上零售额为86.5亿元。2020年网上零售额86.5亿元。2020年网上零售额87亿元。"
    assert list(drafted(known, text)["repeats"]) == ["", "made-up-001", ""]


def test_numbers_go_on_from_a_first_one(known: rows.Codes) -> None:
    document = rows.Document("made-up", "网店20家、企业3家。")
    assert list(rows.draft(document, known, 41)["figure_id"]) == ["made-up-041", "made-up-042"]


WORDS = """2020年 到2025年 今年 ， 。 网店 普及率 提高 下降到 同比 20家 2/3 3.5个百分点 18% 10-15个
    百亿级 超过3亿元 三个 约5万人次 申报条件 | 翻一番 企业"""
words = st.sampled_from([*WORDS.split(), "\n", "\t"])


@given(st.lists(words, max_size=40).map("".join))
@settings(deadline=None, max_examples=150)
def test_every_row_stands_in_its_text_and_keeps_the_rules_of_the_ledger(
    known: rows.Codes, text: str
) -> None:
    found = rows.draft(rows.Document("made-up", text, "", "2021", "130000"), known)
    for row in found.to_dict("records"):
        assert text[int(row["start"]) : int(row["end"])] == row["as_written"]
        assert list(rules.row_faults("quoted_figures", row)) == []


def test_confidence_is_the_product_of_its_doubts() -> None:
    sure = Kind("observed", False, "", "", True)
    date, unit = Dated("2020", False, "sentence"), Unit("CNY", "printed")
    assert confidence(False, unit, sure, date) == (BASE, [])
    value, doubts = confidence(True, Unit("", "none"), sure._replace(sure=False), date)
    assert doubts == ["a numeral in words", "no unit", "the kind is by default"]
    assert value == round(BASE * DOUBTS[doubts[0]] * DOUBTS[doubts[1]] * DOUBTS[doubts[2]], 2)


def test_codes_of_another_folder_are_used(data_copy: Path) -> None:
    with (data_copy / "areas.csv").open("a", encoding="utf-8") as file:
        file.write("139901,柳湾县,Liuwan,,project,\n")
    text = "2020年，柳湾县有网店20家。"
    found = rows.draft(rows.Document("made-up", text), rows.codes(data_copy))
    assert list(found["ref_area"]) == ["139901"]
