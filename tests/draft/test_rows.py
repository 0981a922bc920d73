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


def drafted(known: rows.Codes, text: str, title: str = "发展公报") -> pd.DataFrame:
    document = rows.Document("made-up", text, title, "2021-05", "130000")
    return rows.draft(document, known)


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
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:24] for text, _ in CASES])
def test_the_last_row_of_a_text(text: str, expected: str, known: rows.Codes) -> None:
    row = drafted(known, text).iloc[-1]
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
