"""The wheel, installed alone outside the checkout, loads the tables and draws Chinese."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

USE = """
import io, sys, warnings
sys.path.insert(0, sys.argv[1])
warnings.simplefilter("error")
import ecstats
assert ecstats.__file__.startswith(sys.argv[1]), ecstats.__file__
figures = ecstats.load_quoted_figures()
assert len(figures) > 100, len(figures)

from matplotlib.figure import Figure
from ecstats.charts.page import drawing
with drawing():
    chart = Figure()
    chart.text(0.5, 0.5, "亳州、沧州市电子商务 → ≥ 60 %")
    chart.savefig(io.BytesIO(), format="svg")
"""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_carries_every_table_the_font_and_their_licences(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    tables = [path for path in (ROOT / "data").iterdir() if path.suffix in {".csv", ".json"}]
    expected = {f"ecstats/data/{path.name}" for path in tables}
    expected |= {"ecstats/fonts/ecstats-sans-sc.ttf", "ecstats/fonts/OFL.txt", "ecstats/py.typed"}
    assert expected <= names
    licences = {name.split("/licenses/")[1] for name in names if "/licenses/" in name}
    assert licences == {"LICENSE", "data/LICENSE", "src/ecstats/fonts/OFL.txt"}


def test_installed_alone_it_loads_the_tables_and_draws_chinese(wheel, tmp_path):
    place = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    run(*pip, "--target", place, wheel)
    run(sys.executable, "-I", "-c", USE, place, cwd=tmp_path)
