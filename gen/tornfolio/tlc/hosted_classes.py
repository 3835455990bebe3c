"""Reaches the classes of one class loader of a JVM in this process, by handles that run in Java.

JPype never gives up a class that it has seen. So what a handle gives must be of Java's own classes.
"""

from __future__ import annotations

from typing import Any

__all__ = ["HostedClasses"]


class HostedClasses:
    """The classes of one class loader, their methods and their variables."""

    def __init__(self, jpype: Any, lookup: Any, loader: Any) -> None:
        self.jpype = jpype
        self.lookup = lookup
        self.loader = loader

    def invoke(self, handle: Any) -> Any:
        """Call a handle without arguments."""
        return handle.invokeWithArguments(self.objects())

    def class_of(self, name: str) -> Any:
        """A class, whose static variables have their first values."""
        return self.jpype.java.lang.Class.forName(name, True, self.loader)

    def method(self, of: str, name: str, *types: Any) -> Any:
        """A handle of a public method."""
        method = self.class_of(of).getMethod(name, *types)
        method.setAccessible(True)  # the class of the translator is not public
        return self.lookup.unreflect(method)

    def getter(self, of: str, name: str) -> Any:
        """A handle that reads a variable."""
        return self.lookup.unreflectGetter(self._field(of, name))

    def setter(self, of: str, name: str) -> Any:
        """A handle that sets a variable."""
        return self.lookup.unreflectSetter(self._field(of, name))

    def objects(self, *values: Any) -> Any:
        """An array of objects."""
        return self.jpype.JArray(self.jpype.JObject)(list(values))

    def _field(self, of: str, name: str) -> Any:
        field = self.class_of(of).getDeclaredField(name)
        field.setAccessible(True)
        return field
