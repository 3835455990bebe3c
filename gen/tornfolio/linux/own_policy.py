"""Says what of a policy of the user's own the tree is expected to have."""

from __future__ import annotations

from tornfolio.linux.tree import Tree
from tornfolio.model.parameter_words import TTU_FLAGS
from tornfolio.model.policies import OwnPolicy, own_policies
from tornfolio.model.scenario import Scenario

__all__ = ["changes_reclaim", "expected_patch", "flags_of", "own_policy"]

_RECLAIM = "shrink_folio_list.tla"


def own_policy(scenario: Scenario) -> OwnPolicy | None:
    """The policy of a scenario, None if it is one of tornfolio's. Raises BadInput."""
    return own_policies(scenario.model).get(scenario.parameters.policy)


def flags_of(policy: OwnPolicy) -> tuple[str, ...]:
    """The flags that reclaim adds by a policy: the patched tree passes them itself."""
    texts = [each.replace for each in policy.changes if each.template == _RECLAIM]
    text = " ".join([policy.flags or "", *texts])
    return tuple(flag for flag in TTU_FLAGS if f'"{flag}"' in text)


def changes_reclaim(policy: OwnPolicy) -> bool:
    """Tell whether the patch of a policy is, in part, one to shrink_folio_list()."""
    changed = any(each.template == _RECLAIM for each in policy.changes)
    return bool(flags_of(policy)) or changed


def expected_patch(scenario: Scenario, tree: Tree) -> str:
    """Say that the tree is to have the patch of an own policy, "" if there is none."""
    policy = own_policy(scenario)
    if policy is None:
        return ""
    return (
        f"{policy.name} is a policy of your own: nothing of it is added to the C, and "
        f"{tree.path} is expected to have its patch"
    )
