"""Turns a scenario and its settings into a spec, by templates that say how the kernel acts."""

# The modules that other packages may use.
__all__ = [
    "antecedents",
    "digests",
    "estimate",
    "features",
    "folders",
    "idle",
    "mistakes",
    "own_code",
    "own_texts",
    "parameter_table",
    "parameters",
    "policies",
    "properties",
    "ptes",
    "render",
    "scenario",
    "skeletons",
    "source_map",
    "spec",
    "starter",
    "switches",
    "template_lines",
    "templates",
    "yardstick",
]
