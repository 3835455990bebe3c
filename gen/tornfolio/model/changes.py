"""Makes the changes to templates that a scenario asks for: by the mistake of a bug, by a policy."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from tornfolio.model.folders import Model
from tornfolio.model.mistakes import Mistake, find_mistake
from tornfolio.model.policies import (
    OwnPolicy,
    TextChange,
    branch_of,
    changed_text,
    own_policies,
)
from tornfolio.model.rendered import Rendered
from tornfolio.model.scenario import Scenario
from tornfolio.model.yardstick import changed_yardstick
from tornfolio.support.errors import BadInput
from tornfolio.tla.tokens import same_code

__all__ = ["Source", "changed_texts", "check_changes", "sources_of"]

# What changes templates.
Source = Mistake | OwnPolicy


def sources_of(scenario: Scenario) -> tuple[Source, ...]:
    """What changes the templates for a scenario, in the order in which it does. Raises BadInput."""
    mistake = find_mistake(scenario.parameters.bug, scenario.model)
    policy = own_policies(scenario.model).get(scenario.parameters.policy)
    return tuple(each for each in (mistake, policy) if each is not None)


def changed_texts(
    sources: Sequence[Source], changed: Mapping[str, str], model: Model
) -> dict[str, str]:
    """The texts of templates after all changes, those that `changed` has included."""
    texts = dict(changed)
    for source in sources:
        for change in source.changes:
            if change.template not in texts:
                texts[change.template] = _text(change.template, model)
            text = changed_text(change, texts[change.template], str(source.file), model)
            texts[change.template] = text
    return texts


def check_changes(
    scenario: Scenario,
    sources: Sequence[Source],
    rendered: Rendered,
    rendered_with: Callable[[Sequence[Source]], Rendered],
) -> None:
    """Check that changes have an effect, and none on what properties say. Raises BadInput.

    Each must have one, and so must all together: of two, one may take back what the other does.
    """
    for at, source in enumerate(sources):
        if source.changes:
            _check_source(scenario, sources, at, rendered, rendered_with)


def _check_source(
    scenario: Scenario,
    sources: Sequence[Source],
    at: int,
    rendered: Rendered,
    rendered_with: Callable[[Sequence[Source]], Rendered],
) -> None:
    source = sources[at]

    def keeping(changes: tuple[TextChange, ...]) -> Rendered:
        other = dataclasses.replace(source, changes=changes)
        return rendered_with([*sources[:at], other, *sources[at + 1 :]])

    unchanged = keeping(())
    if what := changed_yardstick(unchanged, rendered):
        raise BadInput(
            f"{source.where} changes {what}, against which the model is checked",
            f"{source.kind} changes steps; what properties say is in files of its own",
        )
    for number, change in enumerate(source.changes):
        try:
            other = keeping((*source.changes[:number], *source.changes[number + 1 :]))
        except BadInput:  # another change rests on this one
            continue
        if not _same(other, rendered):
            continue
        if other != rendered:
            raise BadInput(
                f"{source.file}: change {number + 1} changes nothing of {scenario.name} but "
                "comments or white space",
                "change a step, or leave the change out",
            )
        place = branch_of(change, _text(change.template, scenario.model))
        raise BadInput(
            f"{source.file}: change {number + 1} changes nothing of {scenario.name}; its text "
            f"stands in {place}",
            "find the text of the branch that is rendered, or leave the change out",
        )
    if _same(unchanged, rendered):
        raise BadInput(
            f"{source.where} changes nothing of {scenario.name}: its changes cancel each other",
            "leave them out, or change something else",
        )


def _text(template: str, model: Model) -> str:
    """The text of a template as it stands in its file. Raises BadInput."""
    from tornfolio.model.templates import find_templates

    return find_templates(model).source(template)


def _same(one: Rendered, other: Rendered) -> bool:
    """Tell whether two renderings are the same to every tool."""
    return all(map(same_code, one, other))
