import contextlib
import csv
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import ecstats
from ecstats import tables
from ecstats.errors import InputError
from ecstats.tables import schema
from ecstats.tables.records import dicts

LOADERS = [getattr(tables, name) for name in tables.__all__ if name.startswith("load_")]
CATEGORIES = [
    "source_id", "indicator_id", "ref_area", "entity_id", "obs_kind", "bound", "unit_measure",
    "per", "period_basis",
]  # fmt: skip
PUBLISHED_VALUE = {
    "value_id": "mine-1", "indicator_id": "express_parcels", "ref_area": "130000",
    "entity_id": "", "time_period": "2025", "obs_value": "102.30", "unit_measure": "PARCEL",
    "unit_mult": "8", "bound": "exact", "growth_percent": "", "growth_basis": "",
    "population": "", "comparability": "same_series", "confidence": "high",
    "source_title": "A bulletin", "publisher": "", "date_published": "2026-01",
    "source_url": "https://example.org/", "note": "",
}  # fmt: skip


def published_values(path: Path, *changes: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(PUBLISHED_VALUE))
        writer.writeheader()
        writer.writerows(
            PUBLISHED_VALUE | {"value_id": f"mine-{number}"} | change
            for number, change in enumerate(changes or [{}])
        )
    return path


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    return tables.load_quoted_figures()


# Loading


@pytest.mark.parametrize("load", LOADERS)
def test_every_table_loads_typed_and_without_empty_strings(
    load: Callable[[], pd.DataFrame],
) -> None:
    frame = load()
    assert len(frame)
    for column in frame:
        assert str(frame[column].dtype) in {"string", "category", "int64", "Int64", "float64"}
        assert not frame[column].astype("string").eq("").any()


def test_the_ledger_has_the_promised_types(figures: pd.DataFrame) -> None:
    dtypes = figures.dtypes.astype(str)
    assert set(dtypes[CATEGORIES]) == {"category"}
    assert set(dtypes[["start", "end", "unit_mult"]]) == {"int64"}
    assert set(dtypes[["obs_value", "obs_value_upper", "base_value"]]) == {"float64"}
    assert set(dtypes[["figure_id", "obs_text", "obs_text_upper", "note"]]) == {"string"}
    assert dtypes["year"] == "Int64"


def test_categories_are_those_of_the_code_lists_so_that_tables_can_be_joined(
    figures: pd.DataFrame,
) -> None:
    published_values = tables.load_published_values()
    for column in ("indicator_id", "ref_area", "unit_measure", "bound"):
        assert figures[column].dtype == published_values[column].dtype
    assert isinstance(pd.concat([figures, published_values])["ref_area"].dtype, pd.CategoricalDtype)


def test_labels_are_joined_on_request(figures: pd.DataFrame) -> None:
    added = ["indicator_label", "area_label", "entity_label", "unit_label", "source_label"]
    assert not set(added) & set(figures)
    english, chinese = (tables.load_quoted_figures(labels=language) for language in ("en", "zh"))
    for frame in (english, chinese):
        assert frame[added].notna().sum().tolist() == [
            figures[column].notna().sum()
            for column in ("indicator_id", "ref_area", "entity_id", "unit_measure", "source_id")
        ]
    assert english["area_label"].iloc[0] == "Hebei"
    assert chinese["area_label"].iloc[0] == "河北省"
    with pytest.raises(InputError, match=r"unknown language 'fr'; valid: 'en', 'zh'"):
        tables.load_quoted_figures(labels="fr")


def test_the_year_is_the_last_of_a_span_and_missing_where_no_period_is(tmp_path: Path) -> None:
    periods = ["2020", "2020-S1", "2016/2020", "2020-S2/2020-12", "2019-12-31/2021-Q1"]
    path = published_values(tmp_path / "own.csv", *({"time_period": period} for period in periods))
    years = tables.read_table("published_values", path)["year"]
    assert years.tolist() == [2020, 2020, 2020, 2020, 2021]
    ledger = tables.load_quoted_figures()
    assert ledger["year"].isna().equals(ledger["time_period"].isna())


@given(
    digits=st.from_regex(r"-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?", fullmatch=True),
    power=st.integers(0, 12),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_base_value_is_the_float_nearest_to_the_printed_number(
    digits: str, power: int, tmp_path: Path
) -> None:
    path = published_values(tmp_path / "own.csv", {"obs_value": digits, "unit_mult": str(power)})
    row = tables.read_table("published_values", path).iloc[0]
    assert row["base_value"] == float(Fraction(digits) * 10**power)
    assert row["obs_text"] == digits


def test_the_dictionary_explains_every_column_in_both_languages() -> None:
    for language in ("en", "zh"):
        frame = tables.dictionary("quoted_figures", language)
        assert list(frame["column"])[:3] == ["figure_id", "source_id", "start"]
        assert frame["description"].str.len().min() > 3
    with pytest.raises(InputError, match="unknown table 'figures'"):
        tables.dictionary("figures")


def test_the_package_gives_the_loaders_without_importing_pandas_first() -> None:
    code = "import sys, ecstats; assert 'pandas' not in sys.modules; ecstats.load_areas()"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert ecstats.load_quoted_figures is tables.load_quoted_figures


# Magnitudes: a lost factor of 10^4 passes every schema


def test_shares_stay_within_their_limit(figures: pd.DataFrame) -> None:
    indicators = tables.load_indicators().set_index("indicator_id")
    levels = figures[figures["obs_kind"].ne("change")]
    limits = levels["indicator_id"].astype("string").map(indicators["limit"])
    assert (levels["base_value"] >= 0).all()
    assert not (levels["base_value"] > limits).any()
    shares = indicators.index[indicators["measure"].eq("share")]
    assert set(levels[levels["indicator_id"].isin(shares)]["unit_measure"]) <= {"PERCENT"}


@pytest.mark.parametrize(
    ("units", "low", "high"),
    [
        (["CNY"], 1e7, 5e11),
        (["PERCENT"], 1, 100),
        (["PERCENTAGE_POINT"], 1, 20),
        (["FRACTION"], 0, 1),
        (["PARCEL"], 1e9, 1e10),
        (["CLICK", "PERSON_TIME"], 1e4, 1e7),
        (["BASE", "PARK", "WAREHOUSE", "EVENT", "TOWN", "VILLAGE", "COUNTY"], 1, 200),
    ],
)
def test_values_of_a_unit_have_a_plausible_size(
    figures: pd.DataFrame, units: list[str], low: float, high: float
) -> None:
    sizes = figures[figures["unit_measure"].isin(units)]["base_value"].abs()
    assert len(sizes)
    assert sizes.between(low, high).all(), figures.loc[~sizes.between(low, high), "figure_id"]


# Filters


def test_a_series_is_in_order_of_time_and_counts_each_figure_once(figures: pd.DataFrame) -> None:
    villages = tables.series("taobao_villages", "Cangzhou")
    assert villages["year"].is_monotonic_increasing
    assert set(villages["ref_area"]) == {"130900"}
    assert villages["repeats"].isna().all()
    everything = pd.concat(
        [tables.series(name, figures=figures) for name in figures["indicator_id"].unique()]
    )
    assert len(everything) == figures["repeats"].isna().sum()


@pytest.mark.parametrize("area", ["130900", 130900, "Cangzhou", "cangzhou", "沧州市", ["沧州市"]])
def test_an_area_is_named_by_code_or_label(figures: pd.DataFrame, area: Any) -> None:
    rows = tables.select(figures, areas=area)
    assert set(rows["ref_area"]) == {"130900"}
    assert len(rows) == (figures["ref_area"] == "130900").sum()


def test_filters_join_with_and(figures: pd.DataFrame) -> None:
    rows = tables.select(
        figures,
        areas=["Hebei", "Cangzhou"],
        kinds="target",
        years=range(2018, 2021),
        sources="cangzhou-ecommerce-plan",
    )
    assert set(rows["obs_kind"]) == {"target"}
    assert set(rows["year"]) == {2018, 2019, 2020}
    assert set(rows["source_id"]) == {"cangzhou-ecommerce-plan"}
    assert tables.select(figures, years=1999).empty
    assert tables.select(figures).equals(figures)


def test_published_values_can_be_selected_too() -> None:
    rows = tables.select(
        tables.load_published_values(), indicators="express_parcels", years=[2021, 2022]
    )
    assert rows["base_value"].tolist() == [5_060_000_000, 5_270_000_000]
    with pytest.raises(InputError, match="unknown column 'obs_kind'"):
        tables.select(tables.load_published_values(), kinds="target")


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (
            {"indicators": "onlin_retail_sales"},
            "unknown indicator .*'online_retail_sales' 网上零售额 Online",
        ),
        ({"areas": "Cangzou"}, "unknown area 'Cangzou'; nearest valid: '130900' 沧州市 Cangzhou"),
        ({"entities": "junlebo"}, "unknown entity 'junlebo'; nearest valid: 'junlebao' 君乐宝乳业"),
        ({"kinds": ["target", "forecast"]}, "unknown kind 'forecast'"),
        ({"sources": "hebei-miit"}, "unknown source 'hebei-miit'"),
        ({"years": "2020"}, "year '2020' is not a whole number"),
        ({"years": [2020.5]}, "year 2020.5 is not a whole number"),
        ({"years": True}, "year True is not a whole number"),
    ],
)
def test_an_unknown_name_gives_the_nearest_valid_ones(
    figures: pd.DataFrame, filters: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        tables.select(figures, **filters)  # type: ignore[arg-type]


# Values of one's own


def newer(path: Path, *lines: str) -> pd.DataFrame:
    path.write_text("\n".join(lines), encoding="utf-8")
    return tables.read_table("newer_values", path)


def test_five_columns_are_enough_for_a_newer_value(tmp_path: Path) -> None:
    rows = newer(
        tmp_path / "own.csv",
        "indicator_id;ref_area;entity_id;time_period;obs_value;unit_measure;bound",
        "online_shops;;qinghe-park;2024;40000;SHOP;over",
        "express_parcels;130000;;2023;7000000000;PARCEL;",
    )
    assert rows.dtypes.equals(tables.load_published_values().dtypes)
    assert rows["value_id"].tolist() == ["newer-2", "newer-3"]
    assert rows["ref_area"].tolist() == ["130534", "130000"]
    assert rows["bound"].tolist() == ["over", "exact"]
    assert rows["base_value"].tolist() == [40_000, 7_000_000_000]
    assert set(rows["source_title"]) == {"own.csv"}
    assert set(rows["confidence"]) == {"low"}


def test_a_newer_value_without_a_place_or_a_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(schema.TableError) as caught:
        newer(
            tmp_path / "own.csv",
            "indicator_id,entity_id,time_period,obs_value,unit_measure",
            "express_parcels,,2023,,PARCEL",
            "express_parcels,,2023,66,PARCEL",
        )
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [
        (2, "obs_value"), (3, "ref_area"),
    ]  # fmt: skip
    with pytest.raises(InputError, match="'time_period': is missing"):
        newer(tmp_path / "own.csv", "indicator_id,ref_area,obs_value,unit_measure", "")


def test_a_newer_value_takes_the_place_of_what_it_supersedes(tmp_path: Path) -> None:
    header = "indicator_id,ref_area,time_period,obs_value,unit_measure,unit_mult,comparability"
    own = newer(
        tmp_path / "own.csv", header, "express_parcels,130000,2020,36.5,PARCEL,8,",
        "express_parcels,130000,2023,67,PARCEL,8,",
        "express_parcels,130000,2022,50,PARCEL,8,unproven",
    )  # fmt: skip
    ledger, published = tables.load_quoted_figures(), tables.load_published_values()
    rows = tables.with_published_values(ledger, published, own).set_index("figure_id")
    assert len(rows) == len(ledger) + len(published) + 3 - 3
    replaced = {"newer-2": "hebei-ecommerce-fyp14-005;o001", "newer-3": "o004"}
    assert rows["replaces"].dropna().to_dict() == replaced
    assert not set(";".join(replaced.values()).split(";")) & set(rows.index)
    assert rows.loc[["newer-2", "newer-3", "newer-4"], "quoted"].tolist() == [True, False, False]
    assert rows["origin"].value_counts().to_dict() == {
        "ledger": 159, "published_value": 14, "newer_value": 3,
    }  # fmt: skip


def test_a_value_of_another_size_is_asked_about(tmp_path: Path) -> None:
    header = "indicator_id,ref_area,time_period,obs_value,unit_measure,unit_mult,note"
    value = "online_retail_sales,130000,2024,4940.7,CNY,4,"
    ledger = tables.load_quoted_figures()
    with pytest.raises(InputError) as caught:
        tables.with_published_values(ledger, None, newer(tmp_path / "own.csv", header, value))
    for part in ("newer-2", "4940.7 × 10^4 CNY for 2024", "2735.8 × 10^8 CNY", "'confirmed'"):
        assert part in str(caught.value)
    sure = newer(tmp_path / "own.csv", header, value + "confirmed by the bureau")
    assert tables.with_published_values(ledger, None, sure)["origin"].iloc[-1] == "newer_value"


# Malformed tables


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"obs_value": "1,002"}, "column 'obs_value': '1,002' is not a number such as 2735.8"),
        ({"obs_value": "1002亿"}, "column 'obs_value': '1002亿' is not a number"),
        ({"bound": "exactly"}, "column 'bound': unknown bound 'exactly'; nearest valid: 'exact'"),
        ({"bound": "range"}, "column 'bound': a range needs an upper value"),
        ({"ref_area": "130901"}, "column 'ref_area': unknown ref_area '130901'; nearest valid:"),
        ({"time_period": "2020/13"}, "column 'time_period': '2020/13' has the wrong form"),
        ({"time_period": "2020-02-30"}, "'2020-02-30' is not a day of the calendar"),
        ({"time_period": "2025/2020"}, "ends before it begins; valid: '2020/2025'"),
        ({"time_period": "2025-Q2/2025-Q1"}, "valid: '2025-Q1/2025-Q2'"),
        ({"obs_value": "9" * 400}, "is not a number such as 2735.8"),
        ({"unit_mult": "13"}, "column 'unit_mult': 13 is too large; valid: at most 12"),
        ({"indicator_id": ""}, "column 'indicator_id': is empty; a value is required"),
        ({"value_id": "mine-0"}, "'mine-0' stands already in line 2; each must be unique"),
    ],
)
def test_a_fault_is_named_by_file_line_column_and_value(
    change: dict[str, str], message: str, tmp_path: Path
) -> None:
    path = published_values(tmp_path / "own.csv", {}, change)
    with pytest.raises(InputError) as caught:
        tables.read_table("published_values", path)
    assert f"{path}, line 3, " in str(caught.value)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("quote", "没有数字", "does not contain as_written"),
        ("quote", "长" * 61, "has 61 characters; valid: at most 60"),
        ("start", "9000", "column 'end': .* does not fit start and as_written; valid: 9006"),
        ("figure_id", "hebei-miit-article-900", "valid: 'hebei-ecommerce-fyp14-NNN'"),
        ("obs_value_upper", "1", "does not fit the upper value 1; valid: 'range'"),
        ("obs_value_upper", "1", "1 is not above obs_value 2735.8"),
        ("period_basis", "none", "valid: 'stated' or 'inferred'"),
        ("obs_kind", "change", "'' does not fit obs_kind: a change needs one"),
        ("reference", "area:ZZ", "column 'reference'"),
        ("reference", "indicator:no_such", "unknown indicator_id 'no_such'"),
        ("unit_measure", "PERCENTAGE_POINT", "measures a change"),
        ("repeats", "hebei-ecommerce-fyp14-002", "is not an earlier row of the same source"),
    ],
)
def test_rules_between_columns_of_the_ledger(
    column: str, value: str, message: str, data_copy: Path, rewrite: Callable[..., Path]
) -> None:
    path = data_copy / "quoted_figures.csv"
    rewrite(path, lambda rows: rows[1].__setitem__(rows[0].index(column), value))
    with pytest.raises(InputError, match=message) as caught:
        tables.read_table("quoted_figures", path)
    assert f"{path}, line 2, " in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; a header row is needed"),
        (b"\n \n", "is empty; a header row is needed"),
        ("value_id,note\n".encode("utf-16"), "looks like UTF-16; save it as"),
        ("value_id,note\n".encode("utf-16-be"), "looks like UTF-16"),
        ("value_id\n\n快递包裹数".encode("gbk"), "line 3: is not UTF-8 but GB 18030"),
        (b"value_id\n\xff\xff\xff", "line 2: is not UTF-8; save"),
        (",".join(PUBLISHED_VALUE).encode() + b'\n"open', "line 2: is not CSV"),
        (",".join(PUBLISHED_VALUE).encode() + b"\na,b\n", "line 2: has 2 cells, the header 19"),
        (",".join(PUBLISHED_VALUE).encode() + b",x\n", "line 1, column 'x': unknown column 'x'"),
        (",".join(PUBLISHED_VALUE).encode() + b",note\n", "line 1, column 'note': stands twice"),
        (",".join(list(PUBLISHED_VALUE)[1:]).encode(), "line 1, column 'value_id': is missing"),
    ],
)
def test_a_file_that_is_no_such_table_is_named_with_the_reason(
    content: bytes, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        tables.read_table("published_values", path)
    assert str(caught.value).startswith(str(path))
    assert "Traceback" not in str(caught.value)


def test_a_missing_file_and_an_unknown_table_are_input_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: cannot be read \(No such file"):
        tables.read_table("published_values", tmp_path / "none.csv")
    with pytest.raises(
        InputError, match="unknown table 'published_value'; nearest valid: 'published_values'"
    ):
        tables.read_table("published_value", tmp_path / "none.csv")
    with pytest.raises(InputError, match="a data folder holds datapackage"):
        tables.load_areas(folder=tmp_path)
    (tmp_path / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="is not a Data Package"):
        tables.load_areas(folder=tmp_path)


def test_many_faults_are_all_counted_and_the_first_ten_shown(tmp_path: Path) -> None:
    path = published_values(tmp_path / "own.csv", *[{"obs_value": "many", "bound": "ovr"}] * 7)
    with pytest.raises(schema.TableError) as caught:
        tables.read_table("published_values", path)
    lines = str(caught.value).splitlines()
    assert len(caught.value.faults) == 14
    assert lines[0].endswith("'many' is not a number such as 2735.8 (first of 14 faults)")
    assert len(lines) == 11
    assert lines[-1] == "  … and 4 more"


@given(
    content=st.binary(max_size=300)
    | st.text(max_size=300).map(str.encode)
    | st.lists(st.text(max_size=8), min_size=15, max_size=17).map(
        lambda cells: (",".join(PUBLISHED_VALUE) + "\n" + ",".join(cells)).encode(errors="ignore")
    )
)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_a_file_holds_there_is_no_other_error_than_an_input_error(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with contextlib.suppress(InputError):
        assert tables.read_table("published_values", path).empty


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_a_spreadsheet_saves_is_read_as_what_it_opened(delimiter: str, tmp_path: Path) -> None:
    path = published_values(tmp_path / "own.csv", {}, {"value_id": "b", "note": '"甲;乙,\n丙"\t'})
    saved = tmp_path / "saved.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with saved.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
        writer.writerows([[*row, "", ""] for row in [*rows, [""] * len(rows[0])]])
    saved.write_bytes(saved.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(
        tables.read_table("published_values", saved), tables.read_table("published_values", path)
    )


def test_a_changed_table_is_read_again_and_a_result_is_ones_own(data_copy):
    first = tables.load_quoted_figures(folder=data_copy)
    first.loc[0, "obs_value"] = -1.0
    assert tables.load_quoted_figures(folder=data_copy).loc[0, "obs_value"] != -1.0
    path = data_copy / "areas.csv"
    text = path.read_text("utf-8")
    assert "Cangzhou" in text
    path.write_text(text.replace("Cangzhou", "Changed!"), "utf-8")
    labels = tables.load_quoted_figures(labels="en", folder=data_copy)["area_label"]
    assert "Changed!" in set(labels)


def test_rows_are_what_pandas_makes_of_them_with_missing_cells_as_none():
    frame = tables.load_quoted_figures()
    found, expected = dicts(frame), frame.to_dict("records")
    assert [list(row) for row in found] == [list(row) for row in expected]
    for row, other in zip(found, expected, strict=True):
        assert all(
            pd.isna(row[name]) if pd.isna(cell) else row[name] == cell
            for name, cell in other.items()
        )
    assert not any(cell is pd.NA for row in found for cell in row.values())
    assert {type(row["year"]) for row in found} <= {int, type(None)}
    assert dicts(frame.iloc[:0]) == []
