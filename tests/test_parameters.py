import os
from types import SimpleNamespace

import pytest

from ecstats import parameters
from ecstats.errors import InputError
from ecstats.parameters import choices
from ecstats.progress.rules import RULES

CODES = {"areas": ["130000", "130900", "010000"], "indicators": ["online_retail_sales"]}


def one(kind, value, **options):
    """Check a single parameter called x."""
    return parameters.check({"x": kind}, {"x": value}, **options).x


def notebook(cell, injected="", **extra):
    """The namespace of a notebook after its parameters cell and what papermill put in."""
    namespace = {"In": ["", cell], "Out": {}, "_": "", **extra}
    exec(cell, namespace)
    if injected:
        namespace["In"].append(f"# Parameters\n{injected}\n")
        exec(injected, namespace)
    return namespace


@pytest.fixture
def figures(tmp_path, monkeypatch):
    monkeypatch.setenv("ECSTATS_FIGURES", str(tmp_path / "charts"))
    return tmp_path / "charts"


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (str, "zh", "zh"),
        (int, 2025, 2025),
        (int, 10**40, 10**40),
        (float, 0.5, 0.5),
        (float, 2, 2.0),
        (bool, False, False),
        (int | None, None, None),
        (int | None, 3, 3),
        (list[str], [], []),
        (list[str], ["a", "b"], ["a", "b"]),
        (list[str], '["a", "b"]', ["a", "b"]),
        (list[str], "[a, b]", ["a", "b"]),
        (list[str], "[]", []),
        (list[str], "[2020, 1.50]", ["2020", "1.50"]),
        (list[int], "[2018, 2020]", [2018, 2020]),
        (list[float], [1, 2.5], [1.0, 2.5]),
        (list[float], "[1, 2.5]", [1.0, 2.5]),
    ],
)
def test_values_of_the_declared_type_pass(kind, value, expected):
    result = one(kind, value)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (str, 5, "must be text; got 5 (int)"),
        (str, None, "must be text; got None (NoneType)"),
        (int, "2025", "must be a whole number; got '2025' (str)"),
        (int, 2025.0, "must be a whole number; got 2025.0 (float)"),
        (int, True, "must be a whole number; got True (bool)"),
        (float, float("nan"), "must be a number; got nan (float)"),
        (float, "0.5", "must be a number; got '0.5' (str)"),
        (bool, 1, "must be True or False; got 1 (int)"),
        (bool, "yes", "must be True or False; got 'yes' (str)"),
        (list[str], "130900", "must be a list of texts; got '130900' (str)"),
        (list[str], 130900, "must be a list of texts; got 130900 (int)"),
        (list[str], [1], "must be a list of texts; got [1] (list)"),
        (list[str], "[[a]]", "must be a list of texts; got '[[a]]' (str)"),
        (list[str], '["a"', "must be a list of texts"),
        (list[str], "{a: 1}", "must be a list of texts"),
        (list[str], "__import__('os').getcwd()", "must be a list of texts"),
        (list[int], "[2018, x]", "must be a list of whole numbers"),
        (list[bool], "[True]", "must be a list of True or False"),
        (dict, {}, "is declared as <class 'dict'>; valid: str, int"),
        (list, [], "is declared as <class 'list'>; valid: str, int"),
        ("str", "a", "is declared as str; valid: str, int"),
    ],
)
def test_values_of_another_type_are_refused(kind, value, words):
    with pytest.raises(InputError) as error:
        one(kind, value)
    assert str(error.value).startswith("parameter 'x' ")
    assert words in str(error.value)


@pytest.mark.parametrize(
    "value", ['["130900"]', "[130900]", ["130900"], [130900], ["130900", 130900]]
)
def test_codes_may_come_as_numbers_and_in_text(value):
    assert one(list[str], value, choices={"x": CODES["areas"]}) == ["130900"]
    assert one(str, 130900, choices={"x": CODES["areas"]}) == "130900"


def test_text_is_never_code():
    assert one(list[str], "!!python/object/apply:os.getcwd []") == []
    assert one(list[str], "[!!python/name:os.system x]") == ["x"]


def test_a_leading_zero_survives_text():
    assert one(list[str], "[010000]", choices={"x": CODES["areas"]}) == ["010000"]


def test_no_codes_mean_all_codes():
    assert one(list[str], [], choices={"x": CODES["areas"]}) == CODES["areas"]
    assert one(list[int], [], choices={"x": range(2018, 2021)}) == [2018, 2019, 2020]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"areas": ["130901"]},
            "parameter 'areas': unknown area '130901'; nearest valid: '130900', '130000'",
        ),
        (
            {"indicators": '["onlin_retail"]'},
            "parameter 'indicators': unknown indicator 'onlin_retail'; "
            "nearest valid: 'online_retail_sales'",
        ),
        (
            {"areas": 130900},
            "parameter 'areas' must be a list of texts, such as ['130000']; got 130900 (int)",
        ),
        (
            {"areas": [""]},
            "parameter 'areas': unknown area ''; valid: '010000', '130000', '130900'",
        ),
    ],
)
def test_unknown_codes_are_refused_with_the_nearest(values, message):
    declared = dict.fromkeys(values, list[str])
    with pytest.raises(InputError) as error:
        parameters.check(declared, values, choices={name: CODES[name] for name in values})
    assert str(error.value) == message


def test_codes_are_those_of_the_tables():
    declared = {"areas": list[str], "indicator": str}
    p = parameters.check(declared, {"areas": [130900], "indicator": "online_retail_sales"})
    assert (p.areas, p.indicator) == (["130900"], "online_retail_sales")
    with pytest.raises(InputError, match="unknown area '139999'; nearest valid: '13"):
        parameters.check(declared, {"areas": ["139999"], "indicator": "online_retail_sales"})
    with pytest.raises(InputError, match="unknown indicator 'online_retail_sale'; nearest"):
        parameters.check(declared, {"areas": [], "indicator": "online_retail_sale"})


def test_rules_are_those_that_can_be_computed():
    assert choices.choices("rules") == list(RULES)


@pytest.mark.parametrize("language", ["fr", "EN", "", "zh "])
def test_languages_are_two(language):
    with pytest.raises(InputError, match=r"unknown value '.*'; .*valid: '(en', ')?zh'"):
        parameters.check({"language": str}, {"language": language})


YEARS = {"base_year": int, "target_year": int}


@pytest.mark.parametrize(
    ("base", "target", "message"),
    [
        (2020, 2019, "parameter 'target_year' must be after base_year 2020, got 2019"),
        (2020, 2020, "parameter 'target_year' must be after base_year 2020, got 2020"),
        (20, 2025, "parameter 'base_year' must be a year from 1949 to 2100, got 20"),
        (2020, 20250, "parameter 'target_year' must be a year from 1949 to 2100, got 20250"),
    ],
)
def test_years_are_in_order(base, target, message):
    with pytest.raises(InputError) as error:
        parameters.check(YEARS, {"base_year": base, "target_year": target})
    assert str(error.value) == message


def test_a_year_may_be_limited_to_those_with_figures():
    years = {"base_year": 2015, "target_year": 2025}
    with pytest.raises(InputError, match="'base_year': unknown value 2015; nearest"):
        parameters.check(YEARS, years, choices={"base_year": [2016, 2020]})


def test_a_check_of_an_undeclared_parameter_is_refused():
    for options in ({"choices": {"langauge": ["en"]}}, {"files": ["langauge"]}):
        with pytest.raises(InputError, match="unknown parameter 'langauge'; nearest valid: 'lang"):
            parameters.check({"language": str}, {"language": "en"}, **options)


def test_a_year_may_be_left_open():
    values = {"base_year": None, "target_year": 2025}
    assert parameters.check({**YEARS, "base_year": int | None}, values).base_year is None


def test_a_file_is_found_from_the_working_directory(tmp_path, monkeypatch):
    (tmp_path / "newer.csv").write_text("a\n")
    monkeypatch.chdir(tmp_path)
    kinds = {"newer_values": str, "profile": str}
    p = parameters.check(kinds, {"newer_values": "newer.csv", "profile": ""}, files=["profile"])
    assert p.newer_values == tmp_path / "newer.csv"
    assert p.profile is None


@pytest.mark.parametrize("value", ["missing.csv", ".", "a\0b"])
def test_a_file_that_cannot_be_read_is_refused(value, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as error:
        parameters.check({"newer_values": str}, {"newer_values": value})
    assert str(error.value).startswith(f"parameter 'newer_values': cannot read {value!r} (")
    assert repr(str(tmp_path)) in str(error.value)


def test_the_output_folder_is_made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    p = parameters.check({"output_folder": str}, {"output_folder": "a/b"})
    assert p.output_folder == tmp_path / "a" / "b"
    assert not any(p.output_folder.iterdir())


@pytest.mark.parametrize("value", ["file", "file/below", "a\0b"])
def test_a_folder_that_cannot_be_written_is_refused(value, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(InputError) as error:
        parameters.check({"output_folder": str}, {"output_folder": value})
    assert str(error.value).startswith(f"parameter 'output_folder': cannot write to {value!r} (")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(tmp_path):
    tmp_path.chmod(0o555)
    with pytest.raises(InputError, match="cannot write"):
        parameters.check({"output_folder": str}, {"output_folder": str(tmp_path)})


def test_a_refused_run_makes_no_folder(tmp_path):
    values = {"output_folder": str(tmp_path / "new"), "language": "fr"}
    with pytest.raises(InputError):
        parameters.check({"output_folder": str, "language": str}, values)
    assert not (tmp_path / "new").exists()


def test_charts_go_to_the_folder_of_the_checkout_by_default(root, monkeypatch, tmp_path):
    monkeypatch.delenv("ECSTATS_FIGURES", raising=False)
    monkeypatch.chdir(tmp_path)
    assert parameters.figures_folder() == root / "figures"
    monkeypatch.setenv("ECSTATS_FIGURES", "elsewhere")
    assert parameters.figures_folder() == tmp_path / "elsewhere"
    monkeypatch.delenv("ECSTATS_FIGURES")
    monkeypatch.setattr("ecstats.parameters.folders.checkout", lambda: None)
    assert parameters.figures_folder() == tmp_path / "figures"


CELL = """\
# Parameters
language: str = "en"  # en or zh
areas: list[str] = ["130000"]  # GB/T 2260 codes
output_folder: str = ""  # of the charts"""


def test_a_notebook_reads_what_its_cell_declares(figures):
    assert parameters.read(notebook(CELL)) == SimpleNamespace(
        language="en", areas=["130000"], output_folder=figures
    )


def test_a_notebook_reads_what_papermill_put_in(figures):
    namespace = notebook(CELL, 'language = "zh"\nareas = "[\\"130900\\"]"')
    p = parameters.read(namespace)
    assert (p.language, p.areas, p.output_folder) == ("zh", ["130900"], figures)


@pytest.mark.parametrize("injected", ["langauge = 'zh'", "Language = 'zh'", "languages = ['zh']"])
def test_a_misspelt_parameter_is_refused(injected, figures):
    with pytest.raises(parameters.ParameterError) as error:
        parameters.read(notebook(CELL, injected))
    name = injected.split()[0]
    assert str(error.value) == f"unknown parameter {name!r}; nearest valid: 'language'"
    assert not figures.exists()


def test_any_plain_value_counts_as_a_parameter(figures):
    for value in ("None", "True", "1", "0.5", "'a'", "[1]", "{'a': 1}"):
        with pytest.raises(InputError, match="unknown parameter 'year'; valid: 'areas',"):
            parameters.read(notebook(CELL, f"year = {value}"))
    assert not figures.exists()


@pytest.mark.usefixtures("figures")
def test_imports_and_names_of_ipython_are_no_parameters():
    shell = SimpleNamespace(user_ns_hidden={"from_startup_file": 1, "In": 1, "Out": 1})
    extra = {"os": os, "Path": type, "from_startup_file": 1, "_i": "", "get_ipython": lambda: shell}
    parameters.read(notebook(CELL, **extra))


@pytest.mark.usefixtures("figures")
def test_a_cell_may_be_read_again_after_the_others_have_run():
    namespace = notebook(CELL)
    parameters.read(namespace)
    namespace |= {"gap": 12.3, "language": "zh"}
    assert parameters.read(namespace).language == "zh"


def test_a_rerun_does_not_touch_the_committed_charts(tmp_path, monkeypatch):
    monkeypatch.delenv("ECSTATS_FIGURES", raising=False)
    monkeypatch.chdir(tmp_path)
    chinese = parameters.read(notebook(CELL, 'language = "zh"')).output_folder
    assert chinese.parent == tmp_path / "runs"
    assert parameters.read(notebook(CELL, 'language = "zh"')).output_folder == chinese
    assert parameters.read(notebook(CELL, "areas = [130900]")).output_folder != chinese
    named = notebook(CELL, 'output_folder = "mine"')
    assert parameters.read(named).output_folder == tmp_path / "mine"


def test_an_error_is_one_line_in_a_notebook():
    with pytest.raises(parameters.ParameterError) as error:
        parameters.read({"__annotations__": {"language": str}, "language": "fr"})
    assert error.value._render_traceback_() == [
        "ParameterError: parameter 'language': unknown value 'fr'; valid: 'en', 'zh'"
    ]
    assert error.value.__suppress_context__


def test_a_notebook_without_declarations_is_refused():
    with pytest.raises(InputError, match="no parameters: annotate them"):
        parameters.read({"language": "en"})
    with pytest.raises(InputError, match="'language' is declared but has no value"):
        parameters.read({"__annotations__": {"language": str}})
