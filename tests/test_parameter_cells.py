"""Declarations are read from a cell that is never executed."""

import pytest

from ecstats import parameters
from ecstats.errors import InputError
from ecstats.parameters import cells, choices
from ecstats.parameters.cells import Declared, Text, converted, declared, pairs


def test_a_declaration_has_a_type_a_default_and_a_comment():
    found = declared(
        'language: str = "en"  # labels: "en" or "zh"\n'
        "base_year: int | None = None  # earliest year; None: no limit\n"
        "# codes, one a line:\n"
        "# see areas.csv\n"
        "areas: list[str] = [\n"
        '    "130000",\n'
        '    "130900",\n'
        "]\n"
        "limit: None | float = -0.5\n"
    )
    assert [*found.values()] == [
        Declared("language", str, "en", 'labels: "en" or "zh"'),
        Declared("base_year", int | None, None, "earliest year; None: no limit"),
        Declared("areas", list[str], ["130000", "130900"], "codes, one a line: see areas.csv"),
        Declared("limit", float | None, -0.5, ""),
    ]


def test_a_value_without_a_type_has_that_of_its_default():
    found = declared("a = 1\nb = 'x'\nc = [1.5]\nd = []\ne = True\n")
    assert [one.kind for one in found.values()] == [int, str, list[float], list[str], bool]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x: dict = {}", "'x' is declared as dict; valid: str, int"),
        ("x: list = []", "'x' is declared as list; valid: str, int"),
        ("x: list[dict] = []", "is declared as list\\[dict\\]; valid"),
        ("x: str | int = 1", "is declared as str | int; valid"),
        ("x: 'str' = 'a'", "valid: str, int"),
        ("x: int = 1 + 1", "'x' has the default 1 \\+ 1, which is computed"),
        ("x: str = __import__('os').getcwd()", "which is computed"),
        ("x = None", "'x' has the default None and no type"),
        ("x = [1, 'a']", "and no type; declare one"),
        ("x: int", "holds 'x: int', which declares none"),
        ("x, y = 1, 2", "which declares none"),
        ("print('hello')", "holds \"print\\('hello'\\)\", which declares none"),
        ("for x in range(3):\n    pass", "which declares none"),
        ("x: int = ", "cannot be read"),
        ("x: int = 1\n  y: int = 2", "cannot be read"),
    ],
)
def test_what_is_no_declaration_is_refused(source, words):
    with pytest.raises(InputError, match=words):
        declared(source)


def test_nothing_in_a_cell_is_executed(tmp_path):
    mark = tmp_path / "ran"
    for source in (f"x: int = open({str(mark)!r}, 'w')", f"open({str(mark)!r}, 'w')"):
        with pytest.raises(InputError):
            declared(source)
    assert not mark.exists()


def test_imports_and_texts_may_stand_in_the_cell():
    assert [*declared('"""What can be set."""\nfrom typing import Any\nx: int = 1')] == ["x"]


def test_the_first_tagged_cell_counts():
    def cell(source, *tags, kind="code"):
        return {"cell_type": kind, "source": source, "metadata": {"tags": [*tags]}}

    notebook = {"cells": [cell("y: int = 1"), cell(["x: int", " = 2"], "parameters")]}
    assert [*cells.in_notebook(notebook)] == ["x"]
    assert cells.in_notebook({"cells": [cell("x", "parameters", kind="markdown")]}) == {}


def test_pairs_are_split_at_the_first_sign():
    assert pairs(["a=1", "b=x=y", "c="]) == {"a": "1", "b": "x=y", "c": ""}
    for texts in (["a"], ["=1"], ["a=1", "a=2"]):
        with pytest.raises(InputError, match=r"sets no parameter|given twice"):
            pairs(texts)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (str, " 2025 ", " 2025 "),
        (str, "None", "None"),
        (str, "${HOME}`id`$(id)", "${HOME}`id`$(id)"),
        (int, "2025", 2025),
        (int, "2025.0", "2025.0"),
        (int, "__import__('os')", "__import__('os')"),
        (int | None, "none", None),
        (int | None, "", None),
        (int | None, "2025", 2025),
        (float, "1e3", 1000.0),
        (bool, "true", True),
        (bool, "No", False),
        (bool, "1", "1"),
        (list[str], "130000", "[130000]"),
        (list[str], "130000,130900", "[130000,130900]"),
        (list[str], "[130000]", "[130000]"),
        (list[str], "", "[]"),
    ],
)
def test_texts_of_a_command_line_are_converted_by_type(kind, text, value):
    known = {"x": Declared("x", kind, None, "")}
    result = converted({"x": Text(text)}, known)["x"]
    assert result == value
    assert type(result) is type(value) or isinstance(result, str)
    assert converted({"x": text}, known) == {"x": text}, "a value of Python is left as it is"


KNOWN = declared(
    'language: str = "en"\nareas: list[str] = ["130000"]\nbase_year: int | None = None\n'
    'target_year: int | None = 2020\nrules: list[str] = []\nnewer_values: str = ""\n'
    'output_folder: str = ""\nscale: float = 1.0\n'
)


def test_only_what_differs_from_the_defaults_is_kept():
    given = {"language": "en", "areas": '["130000"]', "scale": 1, "target_year": 2020}
    assert parameters.changed(KNOWN, given) == {}
    assert parameters.changed(KNOWN, {"scale": 2, "language": "zh"}) == {
        "language": "zh",
        "scale": 2.0,
    }


@pytest.mark.parametrize("areas", ["[130900]", [130900], ["130900"], ["130900", 130900]])
def test_the_same_value_is_the_same_however_it_is_written(areas):
    assert parameters.changed(KNOWN, {"areas": areas}) == {"areas": ["130900"]}


def test_all_codes_stay_an_empty_list():
    assert parameters.changed(KNOWN, {"areas": []}) == {"areas": []}
    assert parameters.changed(KNOWN, {"rules": []}) == {}


def test_paths_are_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "newer.csv").touch()
    changed = parameters.changed(KNOWN, {"newer_values": "newer.csv"})
    assert changed == {"newer_values": str(tmp_path / "newer.csv")}
    assert parameters.changed(KNOWN, {"newer_values": ""}) == {}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"langauge": "zh"}, "unknown parameter 'langauge'; nearest valid: 'language'"),
        ({"output_folder": "x"}, "parameter 'output_folder' cannot be set here; give --out DIR"),
        ({"base_year": 2020}, "'target_year' must be after base_year 2020, got 2020"),
        ({"target_year": 1}, "'target_year' must be a year from 1949 to 2100, got 1"),
        ({"rules": ["eurostat"]}, "unknown rule 'eurostat'; nearest valid: 'eurostat_family'"),
        ({"scale": "big"}, "'scale' must be a number; got 'big' (str)"),
        ({"areas": "__import__('os')"}, "'areas' must be a list of texts"),
        ({"newer_values": "no.csv"}, "'newer_values': cannot read 'no.csv'"),
    ],
)
def test_what_cannot_be_used_is_refused(given, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as error:
        parameters.changed(KNOWN, given)
    assert message in str(error.value)
    assert not any(tmp_path.iterdir())


def test_codes_are_those_that_the_tables_hold():
    from ecstats import tables

    for name, (table, column) in {
        "areas": ("areas", "ref_area"),
        "bodies": ("bodies", "label_zh"),
        "entities": ("entities", "entity_id"),
        "indicators": ("indicators", "indicator_id"),
        "sources": ("sources", "source_id"),
    }.items():
        assert choices.choices(name) == list(getattr(tables, f"load_{table}")()[column])


def test_codes_of_a_table_that_cannot_be_read_are_an_error(data_copy):
    (data_copy / "areas.csv").write_text("wrong\n")
    with pytest.raises(InputError, match=r"areas\.csv"):
        choices.choices("areas", data_copy)


def test_every_parameter_is_described_in_a_few_words():
    assert choices.described("language") == "en, zh"
    assert choices.described("target_year") == "1949 to 2100"
    assert choices.described("areas").startswith("CN, ")
    assert "in all)" in choices.described("indicators")
    assert choices.described("newer_values") == "path of a file"
    assert choices.described("data_folder") == "path of a folder"
    assert choices.described("scale") == ""


def test_the_tables_are_those_that_the_package_loads():
    from ecstats import tables
    from ecstats.parameters.folders import tables_folder

    assert tables_folder() == tables.data_folder()
