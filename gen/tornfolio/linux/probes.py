"""Says what a tree does that the model must be told, by its text and not by its version."""

from __future__ import annotations

from collections.abc import Container, Sequence

from tornfolio.linux.tree import Tree

__all__ = ["fitting", "fitting_writer", "has_sign", "probe"]

# What is looked for, and where. Distributions carry changes to older releases.
_SIGNS = {
    "protection in batches": ("mm/mprotect.c", b"modify_prot_start_ptes"),
    "mlocked walk goes on": ("mm/rmap.c", b"PVMW_PGTABLE_CROSSED"),
    "zap in batches": ("mm/memory.c", b"zap_present_folio_ptes"),
    "zap PTE by PTE": ("mm/memory.c", b"page_remove_rmap(page, vma, false)"),
    "contpte": ("arch/arm64/mm/contpte.c", b"contpte_convert"),
    "numa": ("mm/memory.c", b"numa_rebuild_single_mapping"),
    "split within the walk": ("mm/rmap.c", b"page_vma_mapped_walk_restart"),
    "split of a given folio": ("include/linux/huge_mm.h", b"bool freeze, struct folio *folio"),
    "reclaim keeps folios whole": ("mm/vmscan.c", b"_deferred_list"),
}


def probe(tree: Tree, what: str) -> bool:
    """Tell whether a tree does something."""
    file, sign = _SIGNS[what]
    return tree.has(file) and sign in tree.read(file)


def has_sign(tree: Tree, name: str) -> bool:
    """Tell the same of a name as the shim's headers write it, HAVE_name for `what` with blanks."""
    what = name.replace("_", " ")
    return what in _SIGNS and probe(tree, what)


def fitting(tree: Tree, settings: Sequence[str]) -> tuple[str, ...]:
    """Settings with which the model does what the tree does, for those that stand for it.

    In a grid `protect` stands for what change_pte_range() does, and a kernel that is not named for
    that of the tree; the policy is the point's own. A tree that splits a large folio before it
    swaps it is asked as one that does not, as else there would be no walk over one. Only where its
    zap runs, which goes PTE by PTE, does reclaim split as it does there.
    """
    fitted = []
    for setting in settings:
        key, _, value = setting.partition("=")
        if key == "writers" and probe(tree, "protection in batches"):
            value = ",".join(map(_batched, value.split(",")))
        fitted.append(f"{key}={value}")
    keys = {each.partition("=")[0] for each in settings}
    if "kernel" not in keys:
        zaps = any(_kind(word) == "zap" for each in settings for word in _writers(each))
        fitted.append(f"kernel={_kernel(tree, zaps=zaps)}")
        if "policy" not in keys:
            fitted.append("policy=none")
    return tuple(fitted)


def fitting_writer(tree: Tree, kinds: Container[str]) -> str:
    """Say which writer of the model does what change_pte_range() of a tree does.

    "" if no other one does, or if the `kinds` of a scenario's writers do not speak of it.
    """
    batched = probe(tree, "protection in batches")
    if "protect" in kinds and batched:
        return (
            "change_pte_range() of this tree clears a run of PTEs at once: writers=protect-batched "
            "does so in the model"
        )
    if "protect-batched" in kinds and not batched:
        return (
            "change_pte_range() of this tree goes PTE by PTE: writers=protect does so in the model"
        )
    return ""


def _writers(setting: str) -> list[str]:
    key, _, value = setting.partition("=")
    return value.split(",") if key == "writers" else []


def _kind(writer: str) -> str:
    return writer.replace("@", ":").replace("*", ":").partition(":")[0]


def _batched(writer: str) -> str:
    return (
        "protect-batched" + writer.removeprefix("protect") if _kind(writer) == "protect" else writer
    )


def _kernel(tree: Tree, *, zaps: bool) -> str:
    if probe(tree, "mlocked walk goes on"):
        return "v7.3"
    if probe(tree, "split within the walk"):
        return "v6.12"
    return "v6.1" if zaps and probe(tree, "zap PTE by PTE") else "rfc-base"
