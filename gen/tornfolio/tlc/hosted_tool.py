"""Makes of the translator and of TLC, in a JVM in this process, calls that run wholly in Java."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from tornfolio.tlc.hosted_classes import HostedClasses
from tornfolio.tlc.hosted_names import HostedNames

__all__ = ["HostedTool"]

_TOOL_MODE = 1  # util.ToolIO.TOOL: what the tool says is collected, and it does not end the JVM
_USAGE_STATUS = 1


class HostedTool:
    """The translator and TLC as one class loader has them, as handles without arguments."""

    def __init__(self, jpype: Any, lookup: Any, loader: Any) -> None:
        self.loader = loader
        self._jpype = jpype
        self._classes = HostedClasses(jpype, lookup, loader)
        self._handles = jpype.java.lang.invoke.MethodHandles
        self._names: HostedNames | None = None

    def translator(self, args: Sequence[str]) -> Any:
        """`pcal.trans.runMe(args)`, in the mode in which it does not end the JVM."""
        io = self._classes.class_of("util.ToolIO")
        io.getMethod("setMode", self._int()).invoke(None, self._jpype.JInt(_TOOL_MODE))
        system = self._jpype.java.lang.System
        for name, stream in (("out", system.out), ("err", system.err)):
            io.getField(name).set(None, stream)
        strings = self._strings(args)
        run = self._classes.method("pcal.trans", "runMe", strings.getClass())
        return self._handles.insertArguments(run, 0, self._classes.objects(strings))

    def checker(self, args: Sequence[str], *, alone: bool) -> Any:
        """What `tlc2.TLC.main(args)` does up to its end, with the status that it ends with.

        One that is not `alone` in its class loader knows no name of those before it.
        """
        if not alone:
            self._names = self._names or HostedNames(self._classes)
            self._names.put_back()
        handles = self._handles
        strings = self._strings(args)
        tlc = self._classes.class_of("tlc2.TLC")
        resolver = self._classes.class_of("util.SimpleFilenameToStream")
        understood = handles.insertArguments(
            self._classes.method("tlc2.TLC", "handleParameters", strings.getClass()),
            1,
            self._classes.objects(strings),
        )
        resolve = handles.collectArguments(
            self._classes.method(
                "tlc2.TLC", "setResolver", self._classes.class_of("util.FilenameToStream")
            ),
            1,
            self._new(resolver).asType(
                self._jpype.java.lang.invoke.MethodType.methodType(
                    self._classes.class_of("util.FilenameToStream")
                )
            ),
        )
        status = self._classes.method(
            "tlc2.output.EC$ExitStatus", "errorConstantToExitStatus", self._int()
        )
        check = handles.filterReturnValue(self._classes.method("tlc2.TLC", "process"), status)
        usage = handles.dropArguments(
            handles.constant(self._int(), self._jpype.JInt(_USAGE_STATUS)),
            0,
            self._jpype.JArray(self._jpype.java.lang.Class)([tlc]),
        )
        whole = handles.guardWithTest(understood, handles.foldArguments(check, resolve), usage)
        return handles.collectArguments(whole, 0, self._new(tlc))

    def forget(self) -> None:
        """Let go of the search: of RMI's reference to the set of fingerprints, and of TLC's own.

        RMI would keep all classes, and classes that are kept for the next search the states. TLC
        also keeps the buffers of files that it has closed, each as often as it was closed, so
        that two files of the next search would have one buffer.
        """
        handles, model_checker = self._handles, self._classes.class_of("tlc2.tool.ModelChecker")
        checker = self._classes.getter("tlc2.TLCGlobals", "mainChecker").asType(
            self._jpype.java.lang.invoke.MethodType.methodType(model_checker)
        )
        found = handles.collectArguments(
            self._classes.getter("tlc2.tool.ModelChecker", "theFPSet"), 0, checker
        )
        boolean = self._jpype.java.lang.Boolean.TYPE
        take = self._classes.method("tlc2.tool.fp.FPSet", "unexportObject", boolean)
        # There is none where TLC did not come to a search, and newer releases export nothing.
        with contextlib.suppress(self._jpype.JException):
            self._classes.invoke(
                handles.collectArguments(
                    handles.insertArguments(take, 1, self._classes.objects(True)), 0, found
                )
            )
        self._set("tlc2.TLCGlobals", "mainChecker", None)
        self._set("tlc2.util.BufferedRandomAccessFile", "numAvailBuffs", self._jpype.JInt(0))

    def _set(self, of: str, name: str, value: Any) -> None:
        """Set a static variable, if there is one of that name."""
        with contextlib.suppress(self._jpype.JException):
            setter = self._classes.setter(of, name)
            self._classes.invoke(
                self._handles.insertArguments(setter, 0, self._classes.objects(value))
            )

    def _new(self, of: Any) -> Any:
        return self._classes.lookup.unreflectConstructor(of.getConstructor())

    def _int(self) -> Any:
        return self._jpype.java.lang.Integer.TYPE

    def _strings(self, args: Sequence[str]) -> Any:
        return self._jpype.JArray(self._jpype.JString)(list(args))
