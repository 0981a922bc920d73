"""Faults at random moments: nothing is half-written or left running, and the next run works.

Two invented notebooks write a chart that is the version of a file repeated, so that each file tells
of which version it is, and whether it is whole.
"""

import errno
import json
import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ecstats import provenance

VERSION = """\
from pathlib import Path
version = Path("../version").read_text()
text = f"<svg>{version}\\n" * 20_000 + "</svg>"
print(version, text.count("\\n"))"""
DRAW = '(p.output_folder / "chart-NAME.svg").write_text(text)'
PID = """\
import os, time
Path("../pids/NAME").write_text(str(os.getpid()))
time.sleep(0.3)
_ = Path("../pids/NAME").unlink(missing_ok=True)"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="needs signals and limits"),
]


@pytest.fixture
def rng():
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    return random.Random(seed)


@pytest.fixture
def study(checkout, write, refresh):
    """A checkout with some notebooks; change their version, look at the files, renew them."""
    return Study(checkout, write, refresh)


class Study:
    def __init__(self, root, write, refresh):
        self.root, self.refresh = root, refresh
        self.versions = ["0"]
        (root / "pids").mkdir()
        (root / "version").write_text("0")
        for name in ("00_one", "01_two"):
            write(name, VERSION, DRAW.replace("NAME", name), PID.replace("NAME", name))
        assert refresh() == []

    def change(self):
        self.versions.append(str(len(self.versions)))
        (self.root / "version").write_text(self.versions[-1])

    def state(self):
        """Version of each chart and notebook; fails if one is not whole."""
        found = {}
        for path in (self.root / "figures").glob("chart-*.svg"):
            text = path.read_text()
            version = text.partition("\n")[0].removeprefix("<svg>")
            assert text == f"<svg>{version}\n" * 20_000 + "</svg>", path.name
            assert version in self.versions
            found[path.name] = version
        for path in provenance.select(self.root):
            outputs = [cell.outputs for cell in provenance.read(path).cells if "outputs" in cell]
            version, lines = outputs[3][0].text.split()
            assert (version in self.versions, lines) == (True, "20000")
            json.loads(path.read_text())
            found[path.name] = version
        assert len(found) == 4
        return found

    def renewed(self):
        """Run without a fault, after which all is well and nothing is left."""
        assert self.refresh() == []
        assert {*self.state().values()} == {self.versions[-1]}
        assert provenance.check(self.root) == []
        hidden = [path for path in self.root.rglob(".*") if path.name.endswith(".tmp")]
        assert hidden == []


def test_a_killed_runner(study, ecstats, processes, rng):
    """8 times."""
    begin = time.monotonic()
    with ecstats("run") as process:
        process.communicate()
    lasts = time.monotonic() - begin
    signals = [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]
    moments = [(rng.uniform(0, lasts), rng.choice(signals)) for _ in range(8)]
    for number, (moment, one) in enumerate(moments):
        study.change()
        mark = f"{os.getpid()}-{number}"
        environment = {**os.environ, "ECSTATS_TEST_MARK": mark}
        with ecstats("run", env=environment) as process:
            time.sleep(moment)
            process.send_signal(one)
            _, errors = process.communicate(timeout=60)
        state = study.state()
        if process.returncode == 0:
            assert {*state.values()} == {study.versions[-1]}
        else:
            assert process.returncode in (130, -one), errors
        if one != signal.SIGKILL and process.returncode > 0:
            assert "Traceback" not in errors
        assert processes.left("ECSTATS_TEST_MARK", mark) == []
        if number == 4:
            study.renewed()
    study.renewed()


def test_a_disk_that_fills_while_results_are_written(study, rng, monkeypatch):
    """Each write of the publication fails in turn."""
    write_bytes = Path.write_bytes
    for fails in range(8):
        study.change()
        count = iter(range(100))

        def full(self, content, fails=fails, count=count):
            if self.name.endswith(".tmp") and next(count) == fails:
                write_bytes(self, content[: len(content) // 2])
                raise OSError(errno.ENOSPC, "No space left on device")
            return write_bytes(self, content)

        monkeypatch.setattr(Path, "write_bytes", full)
        messages = study.refresh(jobs=rng.choice([1, 2]))
        monkeypatch.undo()
        state = study.state()
        assert all("No space left on device" in message for message in messages)
        if messages:
            name = messages[0].partition(":")[0]
            assert study.versions[-1] not in (state[f"{name}.ipynb"], state[f"chart-{name}.svg"])
        else:
            assert fails >= 4
    study.renewed()


def test_two_runs_at_once(study, ecstats):
    """Of the same checkout, and of the same parameters."""
    study.change()

    def run(*words):
        with ecstats("run", *words) as process:
            _, errors = process.communicate()
        return process.returncode, errors

    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(run) for _ in range(2)]
        done += [pool.submit(run, "-p", "language=zh", "--out", "mine") for _ in range(2)]
    for future in done:
        code, errors = future.result()
        assert code == 0, errors
    assert {*study.state().values()} == {study.versions[-1]}
    for name in ("00_one", "01_two"):
        folder = study.root / "mine" / name
        assert (folder / f"chart-{name}.svg").read_bytes().endswith(b"</svg>")
        assert (folder / "made_from.json").is_file()
    study.renewed()
