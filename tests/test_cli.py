"""The command, run as a user runs it: what it prints, and its exit codes."""

import os
import subprocess
import sys
from importlib.metadata import entry_points

import pytest

import ecstats
from ecstats import __version__, cli, tables

PUBLISHED_VALUES = tables.data_folder() / "published_values.csv"


@pytest.fixture(autouse=True)
def no_documents_named(monkeypatch):
    monkeypatch.delenv(cli.DOCUMENTS, raising=False)


@pytest.fixture
def run(capsys):
    def command(*words):
        code = cli.main([str(word) for word in words])
        return (code, *capsys.readouterr())

    return command


@pytest.mark.parametrize("named", ["option", "environment"])
def test_verify_finds_no_fault_in_the_real_documents(run, documents_folder, named, monkeypatch):
    monkeypatch.setenv(cli.DOCUMENTS, "." if named == "option" else str(documents_folder))
    code, out, err = run("verify", *(["--sources", documents_folder] if named == "option" else []))
    assert (code, err) == (0, "")
    assert out == f"{len(tables.load_quoted_figures())} quoted figures in 5 documents: no faults\n"


def test_verify_lists_every_fault_with_file_row_expected_and_found(
    run, documents_folder, data_copy, rewrite
):
    def spoil(rows):
        rows[1][rows[0].index("obs_value")] = "2735.9"
        rows[2][rows[0].index("unit_mult")] = "4"

    rewrite(data_copy / "quoted_figures.csv", spoil)
    code, out, err = run("verify", "--data", data_copy, "--sources", documents_folder)
    first, second, total = out.splitlines()
    assert (code, err) == (1, "")
    assert first == (
        "quoted_figures.csv: hebei-ecommerce-fyp14-001: obs_value: "
        "expected 2735.8 × 10^8, found 2735.9 × 10^8"
    )
    assert second.endswith("expected 4400 × 10^8, found 4400 × 10^4")
    assert total.endswith("2 faults")


def test_verify_reports_each_missing_document_once(run, tmp_path):
    code, out, _ = run("verify", "--sources", tmp_path)
    assert code == 1
    lines = out.splitlines()
    assert len(lines) == 6
    assert all(line.startswith("sources.csv: ") for line in lines[:5])
    assert lines[-1].endswith("in 5 documents: 5 faults")


def test_locate_prints_offsets_and_context(run, documents_folder):
    figures = tables.load_quoted_figures().set_index("figure_id")
    row = figures.loc["hebei-miit-article-006"]
    code, out, _ = run(
        "locate", "hebei-miit-article", row["as_written"], "--sources", documents_folder
    )
    assert code == 0
    places, words = out.strip().split("\t")
    assert places == f"{row['start']},{row['end']}"
    assert f"【{row['as_written']}】" in words


def test_locate_says_when_words_do_not_occur(run, documents_folder):
    code, out, err = run(
        "locate", "hebei-miit-article", "no such words", "--sources", documents_folder
    )
    assert (code, out) == (1, "")
    assert err == "'no such words' does not occur in hebei-miit-article\n"


def test_check_table_accepts_the_packages_own_published_values(run):
    code, out, err = run("check-table", "published_values", PUBLISHED_VALUES)
    assert (code, err) == (0, "")
    assert out == f"{PUBLISHED_VALUES}: {len(tables.load_published_values())} rows, no faults\n"


def test_check_table_names_the_fault(run, tmp_path):
    path = tmp_path / "newer.csv"
    path.write_text(
        PUBLISHED_VALUES.read_text(encoding="utf-8").replace(",PARCEL,", ",PARCELS,", 1)
    )
    code, out, err = run("check-table", "published_values", path)
    assert (code, out) == (2, "")
    assert err.startswith(f"ecstats: {path}, line 2, column 'unit_measure': ")
    assert "unknown unit_measure 'PARCELS'; nearest valid: 'PARCEL'" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["verify"], "where are the documents? give --sources DIR or set ECSTATS_SOURCES"),
        (["verify", "--sources", "no-such-folder"], "no-such-folder: no such folder of documents"),
        (["verify", "--sources", ".", "--data", "no-such"], "no-such/datapackage.json: cannot be"),
        (["locate", "hebei-miit", "x", "--sources", "."], "unknown source 'hebei-miit'; nearest"),
        (
            ["check-table", "published_value", "x.csv"],
            "unknown table 'published_value'; nearest valid: 'published_values'",
        ),
        (
            ["check-table", "published_values", "x.csv"],
            "x.csv: cannot be read (No such file or directory)",
        ),
    ],
)
def test_input_that_cannot_be_used_is_one_line_on_stderr_and_exit_code_2(words, message, run):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.startswith("ecstats: ")
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["verfy"], ["verify", "--source", "."], ["locate", "x"]])
def test_bad_usage_is_exit_code_2(words, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(words)
    assert caught.value.code == 2
    assert "usage: ecstats" in capsys.readouterr().err


def test_the_version_is_printed(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"ecstats {__version__}\n"


def test_an_interrupt_is_one_line(run, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "read_table", interrupted)
    assert run("check-table", "published_values", PUBLISHED_VALUES) == (
        130,
        "",
        "ecstats: interrupted\n",
    )


def process(*words):
    command = [sys.executable, *map(str, words)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )


def test_the_package_runs_as_a_module():
    with process("-m", "ecstats", "--help") as child:
        out, err = child.communicate()
    assert (child.returncode, err) == (0, b"")
    assert b"check-table" in out


def test_help_and_completion_import_nothing_heavy():
    code = """
import sys, ecstats
from ecstats import cli
assert {"charts", "growth", "mentions", "load_quoted_figures"} <= set(dir(ecstats))
try:
    cli.main(["--help"])
except SystemExit:
    sys.exit(str({"pandas", "numpy", "matplotlib", "papermill", "pydantic"} & set(sys.modules)))
"""
    with process("-c", code) as child:
        assert child.communicate()[1].strip() == b"set()"


def test_modules_are_attributes():
    code = "import ecstats; print(ecstats.mentions.find('51.3%')[0].value, ecstats.growth.__name__)"
    with process("-c", code) as child:
        out, err = child.communicate()
    assert (child.returncode, err) == (0, b"")
    assert out.split()[-1] == b"ecstats.growth"
    with pytest.raises(AttributeError, match="no attribute 'grwoth'"):
        _ = ecstats.grwoth


def test_a_reader_that_leaves_a_pipe_is_no_error(tmp_path):
    with process("-m", "ecstats", "verify", "--sources", tmp_path) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 1


def test_the_command_is_installed_under_its_name():
    commands = [entry for entry in entry_points(group="console_scripts") if entry.name == "ecstats"]
    if commands:
        assert commands[0].load() is cli.main
