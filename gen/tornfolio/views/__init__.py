"""Shows verdicts, traces and state graphs: text, pictures, pages, and forms for tools."""

# The modules that other packages may use.
__all__ = [
    "bug_lines",
    "comparison_table",
    "comparison_views",
    "explorer_page",
    "export",
    "folded",
    "graphviz_library",
    "growth_plot",
    "herd_log",
    "markdown",
    "mermaid",
    "quantity_lines",
    "quantity_plot",
    "spans",
    "state_files",
    "state_words",
    "sweep_lines",
    "trace_text",
    "verdict_lines",
]
