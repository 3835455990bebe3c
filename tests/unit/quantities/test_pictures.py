"""Tests of the pictures of quantities."""

from __future__ import annotations

from pathlib import Path

import pytest

from kinds import Call

pytest.importorskip("stormpy", reason="Storm is not installed: nothing can be quantified")
pytest.importorskip("matplotlib", reason="matplotlib is not installed: nothing can be drawn")


@pytest.mark.parametrize(("rates", "unit"), [((), "steps"), (("--rate", "arrival=1"), "us")])
def test_policies_have_a_bar_each_and_times_their_unit(
    call: Call, tmp_path: Path, rates: tuple[str, ...], unit: str
) -> None:
    """Chances have no unit; how long is held and waited is in steps, or in microseconds."""
    file = tmp_path / "policies.svg"
    policies = ("--policy", "none", "--policy", "give-up")
    settings = ("--set", "nr_pages=2", *policies, *rates, "--plot", str(file))
    assert call("quantify", "torn-pte0", *settings).status == 0
    text = file.read_text(encoding="utf-8")
    for said in ("probability", "none", "give-up", "P(torn)", "E(wait, contpte)"):
        assert f">{said}<" in text
    assert f">how long a PTL is held ({unit})<" in text
    assert f">how long is waited for a PTL ({unit})<" in text
    title = text.partition("<title ")[2].partition("</title>")[0]
    assert "torn-pte0, policies beside each other: nr_pages = 2, ttu = 0" in title
    assert "policy =" not in title
