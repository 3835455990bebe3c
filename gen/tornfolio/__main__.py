"""Runs the command line as `python -m tornfolio`."""

from tornfolio.cli import main

if __name__ == "__main__":
    main()
