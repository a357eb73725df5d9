"""Where the names of an expression come from that the index keeps: a module, a method, a function."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from remend.inference.values import FunctionValue, Instance, Value

if TYPE_CHECKING:
    from remend.inference.infer import Inference


class Names(Protocol):
    """Where an expression takes its names from.

    `path` is the file whose module they belong to, `types` tells what type variables stand for.
    """

    path: str
    types: Mapping[str, Value]

    def value(self, name: str) -> Value | None:
        """What a name stands for."""

    def parent(self) -> Value | None:
        """What `super()` gives."""


class OfModule:
    """The names of a module."""

    def __init__(self, inference: Inference, path: str, types: Mapping[str, Value] = MappingProxyType({})) -> None:
        self._inference = inference
        self.path = path
        self.types = types

    def value(self, name: str) -> Value | None:
        """What the module level binds."""
        return self._inference.module_name(self.path, name)

    def parent(self) -> Value | None:
        """No class is around."""
        return None


class OfMethod(OfModule):
    """The names in a method of which the index tells what it sets: `self`, `cls` and those of the module."""

    def __init__(
        self,
        inference: Inference,
        path: str,
        receiver: Value | None,
        types: Mapping[str, Value] = MappingProxyType({}),
    ) -> None:
        super().__init__(inference, path, types)
        self._receiver = receiver

    def value(self, name: str) -> Value | None:
        """The receiver by its usual names, else what the module binds."""
        if name == "self":
            return self._receiver
        if name == "cls":
            return self._receiver.of if isinstance(self._receiver, Instance) else self._receiver
        return super().value(name)


class OfFunction(OfModule):
    """The names in a function of which the index tells what it returns: its parameters and those of the module.

    `around` are those that its annotations see.
    """

    def __init__(self, inference: Inference, function: FunctionValue, types: Mapping[str, Value]) -> None:
        super().__init__(inference, function.path, types)
        self._function = function
        me = function.receiver if isinstance(function.receiver, Instance) else None
        self.around = OfMethod(inference, function.path, me, types)

    @cached_property
    def _parameters(self) -> Mapping[str, str]:
        return {parameter.name: parameter.annotation for parameter in self._function.fact.parameters}

    @property
    def receiver(self) -> Value | None:
        """What the function is called on."""
        return self._function.receiver

    def value(self, name: str) -> Value | None:
        """What a parameter is declared as, the first one of a method what it is called on."""
        fact = self._function.fact
        if name in self._parameters:
            if self._function.receiver is not None and fact.parameters[0].name == name:
                return self._function.receiver
            return self._inference.annotations.instance(self._parameters[name], self.around)
        return super().value(name)
