"""Whether a place that uses a function still does so rightly, once the function is called otherwise."""

from __future__ import annotations

import ast
from dataclasses import replace

from remend.inference.infer import Inference
from remend.inference.values import AnyOf, FunctionValue, Instance
from remend.module import Site
from remend.naming.uses import read_uses
from remend.review.rules.removed_api.compare import Altered
from remend.review.rules.removed_api.expected import is_expected
from remend.review.rules.removed_api.signature import Fit, fit, kind_of_method
from remend.review.rules.removed_api.spots import How, Spot, Use
from remend.review.rules.removed_api.telling import Teller
from remend.rules.missing_await.places import Places
from remend.rules.missing_await.signature import cannot_be_awaited

_NO_SINKS: frozenset[str] = frozenset()


class Calls:
    """Judges the places that use functions of the head."""

    def __init__(self, inference: Inference, teller: Teller) -> None:
        self._inference = inference
        self._teller = teller

    def judge(self, use: Use, altered: Altered) -> Spot:
        """What is wrong at a place. What the range wrote there is held to be meant so, unless it raises."""
        judged = self._fits(use, altered) if altered.differences else use.spot()
        return self._awaits(use, altered) if altered.turned and not judged.doing else judged

    def _fits(self, use: Use, altered: Altered) -> Spot:
        kinds = kind_of_method(altered.old), kind_of_method(altered.function)
        if "property" in kinds:
            return use.spot(self._reads(use, *kinds))
        if use.call is None:
            return self._hands_on(use, altered)
        found = _fit(use, altered, kinds)
        if found is Fit.RIGHT or is_expected(use.site, altered.function.name, "TypeError"):
            return use.spot()
        if found is not Fit.RAISES and self._is_touched(use, use.call):
            return use.spot()
        effect = self._effect(altered)
        if found is Fit.OPEN:
            return use.spot(doubt=found.value)
        if effect:
            return use.spot(doubt=f"{found.value}, unless @{effect} takes other arguments")
        return use.spot(found.value)

    def _effect(self, altered: Altered) -> str:
        """The decorator that may take other arguments than the function does; empty for none."""
        effect = self._inference.effect(FunctionValue(altered.new.path, altered.function.line, altered.function))
        return effect.doubt.removeprefix("@") or next(iter(effect.followed), "")

    def _hands_on(self, use: Use, altered: Altered) -> Spot:
        """What hands the function on to others, who may call it; what a decorator made of it is not the function."""
        is_known = bool(self._effect(altered)) or self._is_touched(use, use.site)
        if is_known or self._is_called_by_another_name(use, altered):
            return use.spot()
        return use.spot(doubt="hands it on, and whoever calls it is not known")

    def _is_called_by_another_name(self, use: Use, altered: Altered) -> bool:
        """Whether a place only gives the function another name, and all calls by that are right."""
        match use.site.parent():
            case ast.Assign(targets=[ast.Name(id=name)]):
                sites = [site for site in use.closely.module.sites((name,)) if self._is_it(use, site, altered)]
                others = [replace(use, site=site) for site in sites]
                return bool(others) and all(o.call is not None and not self.judge(o, altered).doing for o in others)
        return False

    def _is_it(self, use: Use, site: Site, altered: Altered) -> bool:
        if not isinstance(site.node, ast.Name) or not isinstance(site.node.ctx, ast.Load):
            return False
        value = use.closely.value(site.path)
        return isinstance(value, FunctionValue) and (value.path, value.fact) == (altered.new.path, altered.new.fact)

    def _reads(self, use: Use, before: str, after: str) -> str:
        """What is wrong with a place that reads what was or is a property."""
        if before == after or self._is_touched(use, use.site):
            return ""
        is_called = use.how is How.CALLED
        if after == "property":
            return "calls what the property gives" if is_called else "reads a value now, not the method"
        return "" if is_called else "reads the method itself now, not a value"

    def _awaits(self, use: Use, altered: Altered) -> Spot:
        if use.call is None:
            return self._hands_on(use, altered)
        is_awaited = isinstance(use.call.parent(), ast.Await)
        if not altered.function.is_async:
            return self._awaits_needlessly(use) if is_awaited else use.spot()
        if is_awaited and self._is_touched(use, use.call):
            return replace(use.spot(), follows=True)
        place = None if is_awaited else Places(use.closely, _NO_SINKS).of(use.call)
        if place is None:
            return use.spot()
        return use.spot(doubt="may not await it") if place.doubt else use.spot("does not await it")

    def _awaits_needlessly(self, use: Use) -> Spot:
        given = self._inference.called(use.closely.value(use.site.path))
        if cannot_be_awaited(given, self._inference):
            return use.spot("awaits what cannot be awaited")
        return use.spot(doubt="still awaits it")

    def _is_touched(self, use: Use, site: Site) -> bool:
        span = use.closely.module.span(site.node)
        return self._teller.touched(use.path, span.line, span.end_line)


def _fit(use: Use, altered: Altered, kinds: tuple[str, str]) -> Fit:
    """What becomes of a call, where the first parameter is filled by what the function is read from."""
    call = read_uses(use.closely.module, altered.function.name, (use.site,)).calls[0]
    bound = [_is_bound(kind, use, altered) for kind in kinds]
    return fit(altered.old, altered.function, call, was_bound=bound[0], is_bound=bound[1])


def _is_bound(kind: str, use: Use, altered: Altered) -> bool:
    if altered.owner is None or kind == "static method":
        return False
    if use.is_construction or kind == "class method":
        return True
    held = use.value.values[0] if isinstance(use.value, AnyOf) else use.value
    return held is None or isinstance(held, Instance)
