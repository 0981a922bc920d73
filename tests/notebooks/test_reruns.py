"""The notebooks run with other parameters, from any folder, and refuse wrong ones."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def rerun(name, folder, *parameters):
    """Run the papermill command in a folder."""
    options = [part for pair in parameters for part in ("-p", *pair)]
    path = ROOT / "notebooks" / f"{name}.ipynb"
    command = [sys.executable, "-m", "papermill", str(path), "out.ipynb", "--no-progress-bar"]
    return subprocess.run(
        [*command, *options], cwd=folder, capture_output=True, text=True, check=False
    )


def charts():
    return {path.name: path.read_bytes() for path in (ROOT / "figures").glob("*")}


def test_other_parameters_give_other_charts_elsewhere(tmp_path, monkeypatch):
    monkeypatch.delenv("ECSTATS_FIGURES")
    committed = charts()
    result = rerun("02_target_gaps", tmp_path, ("language", "zh"), ("areas", '["130900"]'))
    assert result.returncode == 0, result.stderr
    drawn = sorted(path.name for path in tmp_path.glob("runs/*/*"))
    assert drawn
    assert {*drawn} <= committed.keys()
    assert any(path.read_bytes() != committed[path.name] for path in tmp_path.glob("runs/*/*.svg"))
    assert charts() == committed


def test_a_wrong_parameter_stops_in_the_first_cell(tmp_path):
    folder = tmp_path / "charts"
    parameters = [("areas", '["130901"]'), ("output_folder", str(folder))]
    result = rerun("02_target_gaps", tmp_path, *parameters)
    assert result.returncode != 0
    assert 'Exception encountered at "In [3]"' in result.stderr
    *_, message = result.stderr.strip().splitlines()
    assert message.startswith("ParameterError: parameter 'areas': unknown area '130901'; nearest")
    assert "'130900'" in message
    assert not folder.exists()
