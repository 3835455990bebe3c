"""Reads a module with its algorithm: every name that it declares, defines or binds, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tornfolio.tla.bound import QUANTIFIERS
from tornfolio.tla.module import Kind, Module, Name
from tornfolio.tla.tokens import Token, first_tokens, matching, opened, tokens

__all__ = ["read_module", "variables_of"]

# Where it begins a line it is in no string.
_ALGORITHM = re.compile(r"^[ \t]*--algorithm\b", re.MULTILINE)
_SECTIONS = frozenset({"define", "macro", "procedure", "process", "fair", "{"})
_DECLARED: dict[str, Kind] = {
    "CONSTANT": "constant",
    "CONSTANTS": "constant",
    "VARIABLE": "variable",
    "VARIABLES": "variable",
}
# What ends a definition beside the next one.
_END = frozenset({*_DECLARED, "ASSUME", "ASSUMPTION", "AXIOM", "THEOREM", "LOCAL", "INSTANCE"})
# What the declarations of an algorithm end with, where it has processes or any of these.
_AFTER_DECLARATIONS = frozenset({"define", "macro", "procedure", "process"})
_BEFORE_SET = frozenset({"ELSE", "THEN", "IN", "SUBSET", "UNION", "DOMAIN", "IF"})
_BEFORE_STATEMENT = frozenset({"}", ";", ")", "else", "either", "or"})


@lru_cache(8)
def read_module(text: str) -> Module:
    """Read the text of a module before or after its translation, which is passed over.

    A text that is no module gives what is understood of it; that it is none, SANY says.
    """
    found = tokens(opened(text))
    return _Reader(found).read()


def variables_of(text: str) -> tuple[str, ...]:
    """The variables of a module, in order: as read_module() gives them, in a fifth of the time.

    The algorithm declares them before all else, so no more of it is read.

    >>> variables_of("(* --algorithm a { variables x = {1}; process (p = 1) {} } *)")
    ('x',)
    """
    code = opened(text)
    begins = _ALGORITHM.search(code)
    if begins is None or "VARIABLE" in code:
        return tuple(read_module(text).of_kind("variable"))
    found = first_tokens(code[begins.start() :], _AFTER_DECLARATIONS)
    return tuple(_Reader([*found, Token("}", 0)]).read().of_kind("variable"))


class _Reader:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._texts = [token.text for token in found]
        self._ends = matching(self._texts)
        self._begins = {end: begin for begin, end in self._ends.items()}
        self._module = Module(found)

    def read(self) -> Module:
        module = self._module
        at = 0
        algorithm = range(0)
        while at < len(self._texts):
            text = self._texts[at]
            if text in ("--algorithm", "--fair"):
                begin = self._find("{", at)
                algorithm = range(min(begin + 1, len(self._texts)), self._end(begin))
                self._algorithm(algorithm)
                at = algorithm.stop
            elif text == "EXTENDS":
                module.extends += [self._tokens[each] for each in self._list(at + 1)]
            elif text == "INSTANCE":
                module.instances += self._tokens[at + 1 : at + 2]
            elif text == "MODULE":
                module.modules.append(self._tokens[at])
            elif text in _DECLARED:
                for each in self._list(at + 1):
                    self._add(each, _DECLARED[text])
            at += 1
        self._definitions(range(algorithm.start))
        self._definitions(range(algorithm.stop, len(self._texts)))
        return module

    def _algorithm(self, block: range) -> None:
        at = block.start
        while at in block:
            text = self._texts[at]
            if text in ("variable", "variables"):
                at = self._variables(at + 1, block.stop, "variable") - 1
            elif text == "define":
                begin = self._find("{", at)
                at = self._end(begin)
                self._definitions(range(begin + 1, at))
            elif text in ("macro", "procedure"):
                self._add(at + 1, "macro" if text == "macro" else "procedure")
                self._bind_parameters(at + 2)
                at = self._body(self._end(at + 2) + 1, block.stop)
            elif text == "process":
                self._add(at + 2 if self._text(at + 1) == "(" else at + 1, "process")
                at = self._body(self._end(at + 1) + 1, block.stop)
            elif text == "{":
                at = self._body(at, block.stop)
            at += 1
        self._assignments(block)

    def _body(self, at: int, stop: int) -> int:
        """Read the variables and the statements of a process; give where these end."""
        if self._text(at) in ("variable", "variables"):
            at = self._variables(at + 1, stop, "local variable")
        if self._text(at) != "{":
            return at
        end = self._end(at)
        blocks = {at}
        for each in range(at + 1, end):
            text, before = self._texts[each], self._texts[each - 1]
            begins = (
                before in _BEFORE_STATEMENT
                or (before == "{" and each - 1 in blocks)
                or (before == ":" and each - 1 in blocks)
            )
            if text == "{" and begins:
                blocks.add(each)
            elif begins and self._tokens[each].is_word and self._text(each + 1) == ":":
                self._add(each, "label")
                blocks.add(each + 1)
        return end

    def _variables(self, at: int, stop: int, kind: Kind) -> int:
        """Read declarations; give where the section after them begins."""
        while at < stop and self._texts[at] not in _SECTIONS:
            self._add(at, kind)
            quantified = False
            while at < stop and not (
                self._texts[at] == ";" or (self._texts[at] == "," and not quantified)
            ):
                # A comma before the colon of a quantifier has another of its names behind it.
                quantified = self._texts[at] in QUANTIFIERS or (
                    quantified and self._texts[at] != ":"
                )
                # A set stands after an operator; a block, whose variables have no `;', does not.
                if self._texts[at] == "{" and self._is_operand(at - 1):
                    return at
                at = self._end(at) + 1
            at += 1
        return at

    def _assignments(self, block: range) -> None:
        assigned = self._module.assigned
        parameters: dict[str, list[str]] = {}
        for at in block:
            if self._texts[at] == ":=":
                assigned.add(self._assigned(at))
            elif self._texts[at] in ("macro", "procedure"):
                names = [self._texts[each] for each in self._list(at + 3)]
                parameters[self._text(at + 1)] = names
        # What a macro assigns to its parameter goes to what it is called with.
        for at in block:
            names = parameters.get(self._texts[at], [])
            if self._text(at - 1) in ("macro", "procedure"):
                continue
            if assigned.intersection(names) and self._text(at + 1) == "(":
                inside = self._tokens[at + 2 : self._end(at + 1)]
                assigned |= {token.text for token in inside if token.is_word}

    def _assigned(self, at: int) -> str:
        """The variable to which, or to a part of which, a `:=' assigns."""
        at -= 1
        while at > 0:
            if at in self._begins:
                at = self._begins[at] - 1
            elif self._texts[at - 1] == ".":
                at -= 2
            else:
                break
        return self._text(at)

    def _definitions(self, block: range) -> None:
        """Read the operators that are defined in a part of the module, those of LET apart."""
        heads: list[tuple[int, int]] = []
        depth = 0
        at = block.start
        while at < block.stop:
            text = self._texts[at]
            depth += (text == "LET") - (text == "IN")
            if depth == 0:
                body = self._head(at)
                if body is not None:
                    heads.append((at, body))
                    self._add(at, "operator")
                    at = body
                    continue
            at += 1
        for number, (head, body) in enumerate(heads):
            stop = heads[number + 1][0] if number + 1 < len(heads) else block.stop
            stop = next((each for each in range(body, stop) if self._is_end(each)), stop)
            self._module.heads.append((head, body, stop))

    def _is_end(self, at: int) -> bool:
        text = self._texts[at]
        return text in _END or text.startswith(("----", "===="))

    def _head(self, at: int) -> int | None:
        """Where the body of a definition begins, None if none begins at a place."""
        if not self._tokens[at].is_word:
            return None
        after = at + 1
        if self._text(after) in ("(", "["):
            after = self._end(after) + 1
        return after + 1 if self._text(after) == "==" else None

    def _bind_parameters(self, at: int) -> None:
        self._module.parameters += self._list(at + 1)

    def _list(self, at: int) -> Iterator[int]:
        """The places of names with commas between them; `Op(_)' is one."""
        while at < len(self._texts) and self._tokens[at].is_word:
            yield at
            at += 1
            if self._text(at) == "(":
                at = self._end(at) + 1
            if self._text(at) != ",":
                return
            at += 1

    def _is_operand(self, at: int) -> bool:
        text = self._texts[at]
        return (
            text in (")", "]", "}", ">>")
            or text[0] == '"'
            or (self._tokens[at].is_word and text not in _BEFORE_SET)
            or text.isdecimal()
        )

    def _add(self, at: int, kind: Kind) -> None:
        if at < len(self._tokens) and self._tokens[at].is_word:
            token = self._tokens[at]
            self._module.names.append(Name(token.text, kind, token.line))

    def _text(self, at: int) -> str:
        return self._texts[at] if 0 <= at < len(self._texts) else ""

    def _find(self, text: str, at: int) -> int:
        while at < len(self._texts) and self._texts[at] != text:
            at += 1
        return at

    def _end(self, at: int) -> int:
        """Where a bracket ends; of anything else, and of one without end, its place."""
        return self._ends.get(at, at)
