"""Puts back what TLC 2.15 keeps by name, so that its next search finds what the first one found.

TLC numbers every name and string that it reads (util.UniqueString), and gives variables and
definitions their places by these numbers. A name never loses its number, and the order of strings
is that of their numbers. So the table of names is copied when its own names are in it, and put back
before each search: a module then finds nothing of those before it. Static variables that follow
from the names are put back as well; all others are set by each search, or say what does not change.
"""

from __future__ import annotations

from typing import Any

from tornfolio.tlc.hosted_classes import HostedClasses

__all__ = ["HostedNames"]

# Those whose static constants are names: they must be in the table before it is copied, as a
# constant that came later would be another object than the name that a search reads.
_NAMING = (
    *("tla2sany.parser.SyntaxTreeNode", "tla2sany.semantic.ASTConstants"),
    *("tla2sany.semantic.Generator", "tla2sany.st.Location", "tla2sany.st.SyntaxTreeConstants"),
    *("tlc2.module.TLC", "tlc2.tool.Action", "tlc2.tool.BuiltInOPs", "tlc2.tool.TLCStateFun"),
    *("tlc2.tool.ToolGlobals", "tlc2.util.Context", "tlc2.value.impl.RecordValue"),
)
_NAME, _TABLE = "util.UniqueString", "util.InternTable"
_NUMBERS = ("count", "length", "thresh", "tokenCnt")


class HostedNames:
    """The names of the tools of one class loader, as they are before a module is read.

    Everything is done in Java, by handles.
    """

    def __init__(self, tool: HostedClasses) -> None:
        self._jpype = tool.jpype
        self._java = tool.jpype.java
        self._handles = self._java.lang.invoke.MethodHandles
        self._tool = tool
        for name in _NAMING:
            tool.class_of(name)
        self._read_operators()
        self._back = [*self._numbers(), self._table(), *self._statics()]
        self._forget_places = self._places()

    def put_back(self) -> None:
        """Let the tools know their own names alone, of which none has a place."""
        for handle in self._back:
            self._tool.invoke(handle)
        self._forget_places()

    def _read_operators(self) -> None:
        """Let SANY read what it knows of operators, as at the beginning of each module."""
        spec = self._tool.class_of("tla2sany.modanalyzer.SpecObj")
        make = self._tool.lookup.unreflectConstructor(
            spec.getConstructor(self._java.lang.String.class_)
        )
        begin = self._tool.method(
            "tla2sany.drivers.SANY", "frontEndInitialize", spec, self._java.io.PrintStream.class_
        )
        nowhere = self._java.io.PrintStream(self._java.io.OutputStream.nullOutputStream())
        named = self._handles.insertArguments(make, 0, self._tool.objects("none"))
        begin = self._handles.insertArguments(begin, 1, self._tool.objects(nowhere))
        self._tool.invoke(self._handles.collectArguments(begin, 0, named))

    def _of_table(self, accessor: Any) -> Any:
        """A handle that asks or sets something of the table of names."""
        return self._handles.collectArguments(accessor, 0, self._tool.getter(_NAME, "internTbl"))

    def _numbers(self) -> list[Any]:
        """Handles that put back the numbers of the table."""
        put = []
        for name in _NUMBERS:
            value = self._tool.invoke(self._of_table(self._tool.getter(_TABLE, name)))
            setter = self._handles.insertArguments(
                self._tool.setter(_TABLE, name), 1, self._tool.objects(self._jpype.JInt(int(value)))
            )
            put.append(self._of_table(setter))
        return put

    def _table(self) -> Any:
        """A handle that puts a copy of the names into the table; the first copy is kept."""
        java = self._java
        array = java.lang.reflect.Array.newInstance(self._tool.class_of(_NAME), 0).getClass()
        objects, anything = self._jpype.JArray(java.lang.Object).class_, java.lang.Object.class_
        copy_of = self._tool.lookup.findStatic(
            java.util.Arrays.class_,
            "copyOf",
            self._type(objects, objects, java.lang.Integer.TYPE),
        )
        length = self._jpype.JInt(
            int(self._tool.invoke(self._of_table(self._tool.getter(_TABLE, "length"))))
        )
        copied = self._handles.insertArguments(copy_of, 1, self._tool.objects(length))
        now = self._of_table(self._tool.getter(_TABLE, "table")).asType(self._type(objects))
        first = self._handles.filterReturnValue(now, copied).asType(self._type(anything))
        keeper = java.util.concurrent.atomic.AtomicReference()
        keep = self._tool.lookup.bind(keeper, "set", self._type(java.lang.Void.TYPE, anything))
        self._tool.invoke(self._handles.collectArguments(keep, 0, first))
        kept = self._tool.lookup.bind(keeper, "get", self._type(anything))
        self._kept = kept.asType(self._type(objects))
        again = self._handles.filterReturnValue(self._kept, copied).asType(self._type(array))
        setter = self._tool.setter(_TABLE, "table")
        return self._of_table(self._handles.collectArguments(setter, 1, again))

    def _statics(self) -> list[Any]:
        """Handles that put back what follows from names."""
        integer = self._java.lang.Integer.TYPE
        none = self._tool.objects(self._jpype.JInt(0))
        nobody = self._tool.objects(self._jpype.JInt(-1))
        variables = self._tool.method(_NAME, "setVariableCount", integer)
        found = self._tool.setter("tlc2.tool.liveness.LiveWorker", "errFoundByThread")
        return [
            self._handles.insertArguments(variables, 0, none),
            self._handles.insertArguments(found, 0, nobody),
            self._tool.method("tlc2.value.impl.ModelValue", "init"),
        ]

    def _places(self) -> Any:
        """A call that takes from the names that are kept their places among definitions."""
        java, proxies = self._java, self._java.lang.invoke.MethodHandleProxies
        place = self._tool.method(_NAME, "setLoc", java.lang.Integer.TYPE)
        nowhere = self._handles.insertArguments(
            place, 1, self._tool.objects(self._jpype.JInt(-1))
        ).asType(self._type(java.lang.Void.TYPE, java.lang.Object.class_))
        is_there = self._tool.lookup.findStatic(
            java.util.Objects.class_,
            "nonNull",
            self._type(java.lang.Boolean.TYPE, java.lang.Object.class_),
        )
        stream_of = self._tool.lookup.findStatic(
            java.util.Arrays.class_,
            "stream",
            self._type(java.util.stream.Stream.class_, self._jpype.JArray(java.lang.Object).class_),
        )
        stream = self._handles.collectArguments(stream_of, 0, self._kept)
        there = proxies.asInterfaceInstance(java.util.function.Predicate.class_, is_there)
        forget = proxies.asInterfaceInstance(java.util.function.Consumer.class_, nowhere)
        return lambda: self._tool.invoke(stream).filter(there).forEach(forget)

    def _type(self, *types: Any) -> Any:
        """The type of a handle: what it gives, and what it takes."""
        return self._java.lang.invoke.MethodType.methodType(
            types[0], self._jpype.JArray(self._java.lang.Class)(list(types[1:]))
        )
