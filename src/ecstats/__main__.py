"""Run the command: ``python -m ecstats verify``."""

import sys

from ecstats.cli import main

if __name__ == "__main__":
    sys.exit(main())
