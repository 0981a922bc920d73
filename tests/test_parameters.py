import os
from types import SimpleNamespace

import nbformat
import pytest

from ecstats import parameters, tables
from ecstats.errors import InputError
from ecstats.parameters import Parameter
from ecstats.progress.rules import RULES

CELL = """\
from typing import Optional
# What can be set.
language: str = "en"  # labels: "en" or "zh"
areas: list[str] = [
    "130000",
    "130900",
]  # GB/T 2260 codes
base_year: Optional[int] = None  # None: no limit
target_year: Optional[int] = None
include_published_values: bool = True
rules: list[str] = []
newer_values: str = ""
scale: float = 1.0  # of the chart
limits: list[float] = [0.5]
output_folder: str = ""  # of the charts"""


@pytest.fixture
def written(tmp_path):
    """Write a notebook with this cell of parameters."""

    def write(source, *tags):
        cells = [
            nbformat.v4.new_code_cell("y: int = 1"),
            nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}),
        ]
        metadata = {"kernelspec": {"name": "python3", "language": "python", "display_name": "P"}}
        path = tmp_path / "one.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
        return path

    return write


@pytest.fixture
def known(written):
    return parameters.declared(written(CELL, "parameters"))


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Nothing that is written or refused here reaches the checkout or another test."""
    for variable in (parameters.FIGURES, parameters.LABEL, parameters.FORMATS):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(parameters, "_state", {"refused": False})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(call, *values, **named):
    with pytest.raises(InputError) as error:
        call(*values, **named)
    return str(error.value).splitlines()


# ---- what a notebook declares ----


def test_a_declaration_has_a_type_a_default_and_a_comment(known):
    assert known["areas"] == Parameter("areas", list[str], ["130000", "130900"], "GB/T 2260 codes")
    assert known["base_year"] == Parameter("base_year", int | None, None, "None: no limit")
    assert known["scale"] == Parameter("scale", float, 1.0, "of the chart")
    assert known["limits"].kind == list[float]
    assert list(known)[:2] == ["language", "areas"]


def test_a_cell_edited_without_its_annotations_declares_the_same(written):
    bare = CELL.replace(": str", "").replace(": list[str]", "").replace(": Optional[int]", "")
    found = parameters.declared(written(bare.replace(": bool", ""), "parameters"))
    for name in ("language", "areas", "base_year", "include_published_values", "rules"):
        assert found[name].kind == parameters.KINDS[name]
    assert found["areas"].default == ["130000", "130900"]


def test_a_value_without_a_type_has_that_of_its_default(written):
    found = parameters.declared(written("a = 1\nb = 'x'\nc = 0.5\ne = True", "parameters"))
    assert [one.kind for one in found.values()] == [int, str, float, bool]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x: dict = {}", "'x' is declared as dict; valid: str, int"),
        ("x: int = 1 + 1", "'x' has the default 1 + 1, which is computed"),
        ("x: str = open('ran', 'w')", "which is computed"),
        ("x = None", "'x' is declared as NoneType; valid: str, int"),
    ],
)
def test_what_is_no_declaration_is_refused(written, source, words, tmp_path):
    (line,) = refused(parameters.declared, written(source, "parameters"))
    assert words in line
    assert not (tmp_path / "ran").exists()


def test_only_the_tagged_cell_declares(written):
    assert parameters.declared(written("x: int = 1")) == {}


# ---- values ----


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("language", "zh", "zh"),
        ("target_year", 2020, 2020),
        ("target_year", "2020", 2020),
        ("include_published_values", False, False),
        ("include_published_values", "no", False),
        ("scale", 2, 2.0),
        ("scale", "0.5", 0.5),
        ("limits", "[1, 2.5]", [1.0, 2.5]),
        ("limits", "1,2.5", [1.0, 2.5]),
        ("rules", "sdsn_trend,germany_trend", ["sdsn_trend", "germany_trend"]),
        ("areas", [], []),
        ("areas", "[]", []),
    ],
)
def test_values_pass_in_their_type_and_as_text(known, name, value, expected):
    found = parameters.changed(known, {name: value})
    assert found == {name: expected}
    assert type(found[name]) is type(expected)


@pytest.mark.parametrize(
    "areas",
    ["130900", 130900, "[130900]", '["130900"]', ["130900"], [130900], ["130900", 130900],
     "Cangzhou", "cangzhou ", "沧州市", ["沧州市", "130900"]],
)  # fmt: skip
def test_a_code_is_the_same_however_it_is_written(known, areas):
    assert parameters.changed(known, {"areas": areas}) == {"areas": ["130900"]}


@pytest.mark.parametrize("name", ["areas", "bodies", "entities", "indicators", "sources"])
def test_every_code_and_every_name_is_accepted(name):
    known = parameters.codes(name)
    for texts in zip(*([code, *names] for code, names in known.items()), strict=True):
        p = parameters.check("none", **{name: [text.upper() for text in texts]})
        assert vars(p)[name] == list(known)


def test_codes_are_those_of_the_tables(data_copy, rewrite):
    assert list(parameters.codes("areas")) == list(tables.load_areas()["ref_area"])
    assert list(parameters.codes("rules")) == list(RULES)
    rewrite(
        data_copy / "areas.csv",
        lambda rows: rows.append(["139999", "新区", "New", "", "project", ""]),
    )
    assert parameters.codes("areas", data_copy)["139999"] == ["新区", "New"]


def test_only_what_differs_from_the_defaults_is_kept(known):
    same = {"language": "en", "areas": '["130000", "Cangzhou"]', "scale": 1, "base_year": "none"}
    assert parameters.changed(known, same) == {}
    assert list(parameters.changed(known, {"scale": 2, "language": "zh"})) == ["language", "scale"]


def test_paths_are_absolute(known, tmp_path, data):
    (tmp_path / "newer.csv").write_bytes((data / "published_values.csv").read_bytes())
    changed = parameters.changed(known, {"newer_values": "newer.csv"})
    assert changed == {"newer_values": str(tmp_path / "newer.csv")}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"langauge": "zh"}, "unknown parameter 'langauge'; nearest valid: 'language'"),
        ({"output_folder": "x"}, "parameter 'output_folder' cannot be set here; give --out DIR"),
        ({"language": "fr"}, "parameter 'language': 'fr' is not 'en' or 'zh'"),
        ({"scale": "big"}, "parameter 'scale': 'big' is not a valid number"),
        ({"scale": float("nan")}, "parameter 'scale': nan (float) is not a finite number"),
        ({"include_published_values": 1}, "1 (int) is not a valid boolean"),
        ({"target_year": 2020.0}, "2020.0 (float) is not a valid integer"),
        ({"target_year": True}, "True (bool) is not a valid integer"),
        ({"target_year": "20x"}, "'20x' is not a valid integer"),
        ({"target_year": 20200}, "parameter 'target_year': 20200 is no year from 1949 to 2100"),
        ({"limits": "[1, x]"}, "parameter 'limits': 'x' is not a valid number"),
        ({"areas": 5.5}, "parameter 'areas': 5.5 (float) is not a valid list"),
        ({"areas": "[1"}, "parameter 'areas': '[1' is not a valid list"),
        ({"areas": "!!python/name:os.system"}, "is not a valid list"),
        ({"rules": "eurostat"}, "unknown rule 'eurostat'; nearest valid: eurostat_family Eurostat"),
        ({"newer_values": "no.csv"}, "parameter 'newer_values': cannot read 'no.csv' (No such"),
        ({"newer_values": "a\0b"}, "parameter 'newer_values': cannot read"),
        ({"base_year": 2020, "target_year": 2020}, "'target_year': 2020 is not after base_year"),
        ({"target_year": 2024}, "no target is due in 2024; valid: 2018, 2019, 2020, 2025"),
        ({"areas": "130900", "target_year": 2025}, "in 2025; valid: 2018, 2019, 2020"),
        ({"areas": "130600"}, "no figure is left of 130600 保定市 Baoding; valid: 130000 河北省"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(known, given, message, tmp_path):
    before = list(tmp_path.iterdir())
    assert message in "\n".join(refused(parameters.changed, known, given))
    assert list(tmp_path.iterdir()) == before


def test_an_unknown_code_is_told_with_the_nearest_and_their_names(known):
    (line,) = refused(parameters.changed, known, {"areas": ["Cangzho", "139999"]})
    assert line.startswith(
        "parameter 'areas': unknown area 'Cangzho'; nearest valid: 130900 沧州市"
    )
    assert "; unknown area '139999'; nearest valid: 13" in line
    (line,) = refused(parameters.changed, known, {"areas": "?"})
    assert "valid: 110000 北京市 Beijing, " in line
    assert "in all)" in line


def test_all_faults_are_told_at_once(known):
    faults = {"areas": "x", "language": "fr", "base_year": 1, "langauge": 1, "output_folder": "x"}
    assert len(refused(parameters.changed, known, faults)) == len(faults)
    together = {"target_year": 2019, "base_year": 2020, "areas": "130600"}
    assert len(refused(parameters.changed, known, together)) == 2


def test_files_of_a_user_are_read_before_a_notebook_starts(tmp_path):
    (tmp_path / "own.yml").write_text("name: Mine\nvalues: {c1-income: 60, c1-revenue: sixty}\n")
    (tmp_path / "newer.csv").write_text("indicator_id,obs_value\nexpress_parcel,12\n")
    lines = refused(
        parameters.check, "none", profile="own.yml", newer_values="newer.csv", language="en"
    )
    assert any(line.startswith("parameter 'profile': profile own.yml: c1-") for line in lines)
    assert any("newer.csv" in line for line in lines)


def test_a_folder_of_tables_is_told_from_others(data_copy, tmp_path):
    p = parameters.check("none", data_folder=str(data_copy), areas=["130900"])
    assert (p.data_folder, p.areas) == (data_copy, ["130900"])
    (line,) = refused(parameters.check, "none", data_folder=str(tmp_path), areas="130000")
    assert "valid: the path of a folder of tables, a changed copy of data/" in line


# ---- the first cell of a notebook ----


class Shell:
    """The part of IPython that holds the cells that ran."""

    def __init__(self, *cells):
        self.user_ns = {"In": ["", *cells]}


def test_a_name_that_papermill_passed_in_vain_is_refused(monkeypatch):
    injected = "# Parameters\nlangauge = \"zh\"\nareas = ['130900']\n"
    monkeypatch.setattr(parameters, "get_ipython", lambda: Shell(CELL, injected))
    lines = refused(parameters.check, "none", language="en", areas=["130900"])
    assert lines == ["unknown parameter 'langauge'; nearest valid: 'language'"]
    monkeypatch.setattr(parameters, "get_ipython", lambda: Shell(CELL, "# Parameters\nareas = []"))
    assert parameters.check("none", areas=[]).areas is None


def test_faults_are_shown_without_a_traceback():
    with pytest.raises(parameters.ParameterError) as error:
        parameters.check("none", language="fr")
    assert error.value._render_traceback_() == [
        "ParameterError: parameter 'language': 'fr' is not 'en' or 'zh'"
    ]
    assert error.value.__suppress_context__


def test_nothing_is_confirmed_until_the_parameters_are_right():
    parameters.confirm()
    for _ in range(2):
        with pytest.raises(parameters.ParameterError):
            parameters.check("none", language="fr")
        with pytest.raises(parameters.ParameterError, match="nothing is shown: correct the param"):
            parameters.confirm()
        parameters.check("none", language="zh")
        parameters.confirm()


# ---- where the charts go ----


def test_only_a_run_of_the_command_writes_the_committed_charts(root, monkeypatch):
    known = parameters.declared(root / "notebooks" / "05_accountability.ipynb")
    defaults = {name: one.default for name, one in known.items()}
    p = parameters.check("05_accountability", **defaults)
    assert p.output_folder == root / "runs" / "05_accountability"
    assert (p.folder_name, p.formats) == ("runs/05_accountability/", ["svg", "csv"])
    other = parameters.check("05_accountability", **{**defaults, "language": "zh"})
    assert other.output_folder == parameters.run_folder("05_accountability", {"language": "zh"})
    monkeypatch.setenv(parameters.FIGURES, str(root / "figures"))
    monkeypatch.setenv(parameters.LABEL, "figures/")
    p = parameters.check("05_accountability", **defaults)
    assert (p.output_folder, p.folder_name) == (root / "figures", "figures/")
    assert p.formats == ["svg", "png", "csv"]
    monkeypatch.setenv(parameters.FORMATS, "csv")
    assert parameters.check("05_accountability", **defaults).formats == ["csv"]


def test_a_folder_of_ones_own_comes_first(tmp_path, monkeypatch):
    monkeypatch.setenv(parameters.FIGURES, "elsewhere")
    monkeypatch.setenv(parameters.LABEL, "figures/")
    p = parameters.check("none", output_folder="mine")
    assert (p.output_folder, p.folder_name) == (tmp_path / "mine", f"{tmp_path / 'mine'}/")
    assert "png" in p.formats
    assert not p.output_folder.exists()


def test_without_a_checkout_runs_are_in_the_working_directory(monkeypatch, tmp_path):
    monkeypatch.setattr(parameters, "checkout", lambda: None)
    folders = [parameters.check("none", areas=one).output_folder for one in ("130900", "130000")]
    assert {one.parent for one in folders} == {tmp_path / "runs"}
    assert len(set(folders)) == 2


def test_a_run_folder_tells_notebooks_and_values_apart():
    folders = {
        parameters.run_folder(name, values)
        for name in ("a", "b")
        for values in ({}, {"x": 1}, {"x": 2}, {"y": 1})
    }
    assert len(folders) == 8
    assert parameters.run_folder("a", {"x": 1, "y": 2}) == parameters.run_folder(
        "a", {"y": 2, "x": 1}
    )


@pytest.mark.parametrize("value", ["file", "file/below"])
def test_a_folder_that_cannot_be_written_is_refused(value, tmp_path):
    (tmp_path / "file").touch()
    (line,) = refused(parameters.check, "none", output_folder=value)
    assert line.startswith(f"parameter 'output_folder': cannot write to {value!r} (")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(tmp_path):
    tmp_path.chmod(0o555)
    assert "cannot write" in refused(parameters.check, "none", output_folder=str(tmp_path))[0]


def test_what_a_check_returns_can_be_read_by_name():
    p = parameters.check("none", round_numbers=True, newer_values="", profile="")
    assert isinstance(p, SimpleNamespace)
    assert (p.round_numbers, p.newer_values, p.profile) == (True, None, None)
