"""Tests of the doctor with programs that are no Java: one sentence, and an end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kinds import Call


def _program(tmp_path: Path, text: str) -> Path:
    program = tmp_path / "java"
    program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("while :; do echo words words; done", "has no end, and was stopped"),
        ("exec cat /dev/zero", "has no end, and was stopped"),
        ("exit 0", "names no version, so it is no Java: it says nothing"),
        ("echo hello", "names no version, so it is no Java: hello"),
        ("echo no such option; exit 3", "ended with status 3: no such option"),
    ],
)
def test_what_is_no_java(call: Call, tmp_path: Path, text: str, problem: str) -> None:
    """It says what the program does instead, and that it is a tool that is missing."""
    program = _program(tmp_path, text)
    ended = call("doctor", "--json", "--java", program)
    assert ended.status == 3
    java = next(each for each in json.loads(ended.stdout)["tools"] if each["name"] == "java")
    assert java["problem"] == f"{program} -version {problem}"
    assert "JAVA_HOME" in java["mend"]


def test_a_translator_without_an_end(call: Call, tmp_path: Path) -> None:
    """A check with such a program ends as well, and says who tries it out."""
    program = _program(tmp_path, "while :; do echo words words words words words; done")
    said = call("check", "torn-pte0", "--java", program).refused(4)
    assert f"said more than 16,777,216 characters; 'tornfolio doctor' tries {program}" in said
