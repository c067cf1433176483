"""The program `gmpcheck`, also as `python -m gmpcheck`.

It imports the command line only when it runs, so that Ctrl-C in the first moments is quiet too.
"""

from __future__ import annotations

import sys


def run() -> None:
    try:
        from gmpcheck.cli.main import main
    except KeyboardInterrupt:
        sys.exit(130)
    main()


if __name__ == "__main__":
    run()
