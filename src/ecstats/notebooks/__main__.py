"""``python -m ecstats.notebooks`` is ``ecstats run``."""

import sys

from ecstats.cli import main

if __name__ == "__main__":
    sys.exit(main(["run", *sys.argv[1:]]))
