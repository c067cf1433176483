"""`python -m gmpcheck`."""

from gmpcheck.cli.main import main

if __name__ == "__main__":
    main()
