"""Runs the command line as `python -m tornfolio`."""

from tornfolio.entry import run

if __name__ == "__main__":
    run()
