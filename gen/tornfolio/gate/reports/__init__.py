"""Writes what the gate found: terminal, JUnit, SARIF, Markdown, GitHub."""

# The modules that other packages may use.
__all__ = ["github", "junit", "lines", "markdown", "sarif"]
