"""Tests of the explorer alone, against patterns derived by hand from the kernel's rules."""

import pytest

from explorer import Actor, Setup, State, advance, always_ends, explore

PLAIN: frozenset[str] = frozenset()
SYNC = frozenset({"TTU_SYNC"})
BATCH = frozenset({"TTU_BATCH_FLUSH"})

SIZES = [1, 2, 3, 4, 8]
WRITER_LISTS = [
    (),
    ("contpte",),
    ("protect",),
    ("zap",),
    ("contpte", "contpte"),
    ("contpte", "protect"),
    ("protect", "zap"),
]


def prefixes(nr_pages: int, longest: int) -> frozenset[tuple[str, ...]]:
    """List the patterns that leave a leading run of 0 to longest PTEs present, the rest swap."""
    return frozenset(
        ("present",) * length + ("swap",) * (nr_pages - length) for length in range(longest + 1)
    )


def all_swap(nr_pages: int) -> frozenset[tuple[str, ...]]:
    """List the one pattern of a folio that was unmapped whole."""
    return prefixes(nr_pages, 0)


def test_one_skipped_pte_tears_the_folio() -> None:
    """The walker sees only PTE0 as none, waits for the PTL, and swaps out the other three."""
    result = explore(4)
    assert ("present", "swap", "swap", "swap") in result.final_patterns
    assert result.torn
    assert result.skipped


@pytest.mark.parametrize("nr_pages", SIZES)
def test_contpte_leaves_any_prefix(nr_pages: int) -> None:
    """Clearing in address order keeps a leading run of any length none until it is restored."""
    assert explore(nr_pages).final_patterns == prefixes(nr_pages, nr_pages)


@pytest.mark.parametrize("nr_pages", SIZES)
def test_protect_leaves_any_prefix(nr_pages: int) -> None:
    """One PTE is none at a time, but a walker in step with the writer meets each one as none."""
    result = explore(nr_pages, writers=("protect",))
    assert result.final_patterns == prefixes(nr_pages, nr_pages)


def test_protect_on_three_ptes() -> None:
    """The set for three PTEs, spelled out: keep up with the writer for 0, 1, 2 or 3 PTEs."""
    assert explore(3, writers=("protect",)).final_patterns == {
        ("swap", "swap", "swap"),
        ("present", "swap", "swap"),
        ("present", "present", "swap"),
        ("present", "present", "present"),
    }


@pytest.mark.parametrize("nr_pages", SIZES)
@pytest.mark.parametrize(
    "writers", [("contpte",), ("protect",), ("contpte", "protect"), ("contpte", "contpte")]
)
def test_sync_unmaps_the_whole_folio(nr_pages: int, writers: tuple[str, ...]) -> None:
    """A walker that takes the PTL first sees every PTE present, whoever came before it."""
    result = explore(nr_pages, SYNC, writers)
    assert result.final_patterns == all_swap(nr_pages)
    assert not result.torn
    assert not result.skipped


@pytest.mark.parametrize("writer", ["contpte", "protect"])
def test_single_pte_is_skipped_but_never_torn(writer: str) -> None:
    """One PTE is present or swap, never both, but the walker can still miss it."""
    result = explore(1, writers=(writer,))
    assert result.final_patterns == {("present",), ("swap",)}
    assert result.skipped
    assert not result.torn


@pytest.mark.parametrize("ttu", [PLAIN, SYNC, BATCH])
@pytest.mark.parametrize("nr_pages", SIZES)
def test_zap_leaves_nothing(nr_pages: int, ttu: frozenset[str]) -> None:
    """What zap clears stays none, be it a page or a swap entry, so nothing skipped comes back."""
    result = explore(nr_pages, ttu, ("zap",))
    assert result.final_patterns == {("none",) * nr_pages}
    assert not result.torn
    assert not result.skipped


def test_zap_after_a_tear_removes_it() -> None:
    """The folio is torn while zap has yet to run, and gone once it has."""
    result = explore(4, writers=("contpte", "zap"))
    assert result.final_patterns == {("none",) * 4}
    assert result.torn
    assert result.skipped


def test_without_writers_nothing_is_skipped() -> None:
    """With no writer no PTE is ever none before reclaim has reached it."""
    result = explore(4, writers=())
    assert result.final_patterns == all_swap(4)
    assert not result.torn
    assert not result.skipped


def test_one_block_conversion_hides_one_block() -> None:
    """Only the first block can hide a leading run, and the run ends where the block does."""
    assert explore(4, cont_ptes=2).final_patterns == prefixes(4, 2)


def test_two_block_conversions_hide_both_blocks() -> None:
    """The walker crosses the first block during one conversion and the second during the next."""
    result = explore(4, writers=("contpte", "contpte"), cont_ptes=2)
    assert result.final_patterns == prefixes(4, 4)


def test_incomplete_block_is_not_converted() -> None:
    """A last block that the folio does not fill is never chosen, so its PTE is never none."""
    result = explore(3, writers=("contpte", "contpte"), cont_ptes=2)
    assert result.final_patterns == prefixes(3, 2)


def test_contpte_leaves_a_partly_swapped_block() -> None:
    """With only the second block whole, either that one is cleared or the PTL is given back."""
    state = State(("present", "swap", "present", "present"), 0, (Actor("contpte", "look"),))
    choices = advance(Setup(flush=True, cont_ptes=2), state, 0)
    assert {choice.actors[0].step for choice in choices} == {"clear", "unlock"}
    assert [choice.actors[0].block for choice in choices if choice.actors[0].step == "clear"] == [2]
    assert {choice.ptes for choice in choices} == {state.ptes}


def test_first_load_wants_present_and_later_loads_want_not_none() -> None:
    """A swap entry at PTE0 is passed over without the PTL, but one at PTE1 is a reason to lock."""
    setup = Setup(flush=True, cont_ptes=2)
    (later,) = advance(setup, State(("swap", "swap"), None, (Actor("reclaim", "load"),)), 0)
    assert (later.actors[0].step, later.actors[0].pte) == ("load", 1)
    (locking,) = advance(setup, later, 0)
    assert (locking.actors[0].step, locking.actors[0].pte) == ("lock", 1)


def test_batch_flush_drops_one_state_per_pte() -> None:
    """Alone, reclaim passes one flush per PTE, which is all that TTU_BATCH_FLUSH takes away."""
    assert explore(3, writers=()).states - explore(3, BATCH, ()).states == 3


def test_states_of_a_lone_walk() -> None:
    """Alone on one PTE it passes load, lock, look, clear, flush, set, look, unlock and done."""
    assert explore(1, writers=()).states == 9


@pytest.mark.parametrize("writer", ["contpte", "protect", "zap"])
def test_batch_flush_leaves_the_patterns(writer: str) -> None:
    """The flush stores to no PTE, so leaving it out changes no pattern."""
    plain, batch = explore(4, writers=(writer,)), explore(4, BATCH, (writer,))
    assert batch.final_patterns == plain.final_patterns


@pytest.mark.parametrize("ttu", [PLAIN, SYNC, BATCH, SYNC | BATCH])
@pytest.mark.parametrize("writers", WRITER_LISTS)
@pytest.mark.parametrize("nr_pages", SIZES)
def test_everything_terminates(
    nr_pages: int, writers: tuple[str, ...], ttu: frozenset[str]
) -> None:
    """Every actor runs once and gives the PTL back, so every path ends with all finished."""
    assert explore(nr_pages, ttu, writers).terminates


def test_deadlock_and_cycle_do_not_end() -> None:
    """An unfinished state without a successor, or on a cycle, is found not to end."""
    waiting = State(("none",), None, (Actor("reclaim", "load"),))
    done = State(("none",), None, (Actor("reclaim", "done"),))
    assert always_ends({waiting: [done], done: []})
    assert not always_ends({waiting: []})
    assert not always_ends({waiting: [done], done: [waiting]})
    assert not always_ends({waiting: [waiting, done], done: []})


def test_unknown_flag_is_refused() -> None:
    """A TTU flag the model does not have is an error."""
    with pytest.raises(ValueError, match="TTU_HWPOISON"):
        explore(4, frozenset({"TTU_SYNC", "TTU_HWPOISON"}))


def test_unknown_writer_is_refused() -> None:
    """A writer the model does not have is an error."""
    with pytest.raises(ValueError, match="mremap"):
        explore(4, writers=("contpte", "mremap"))


@pytest.mark.parametrize(("nr_pages", "cont_ptes"), [(0, None), (4, 0), (4, 8)])
def test_impossible_sizes_are_refused(nr_pages: int, cont_ptes: int | None) -> None:
    """A folio without pages, or a block that is empty or larger than the folio, is an error."""
    with pytest.raises(ValueError, match="must be"):
        explore(nr_pages, cont_ptes=cont_ptes)
