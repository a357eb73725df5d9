"""Whether something of the standard library allows the way in which a name is used."""

from __future__ import annotations

from remend.index.standard import Standard
from remend.index.stubs import Kind, Offer
from remend.naming.fit import Fit, accepts
from remend.naming.uses import Call, Uses


def fits_standard(standard: Standard, module: str, name: str, uses: Uses) -> Fit:
    """Whether `name` of the standard module `module`, or the module itself where `name` is empty, allows `uses`."""
    if module not in standard.modules:
        return Fit()
    whole = f"{module}.{name}" if name else module
    if whole in standard.modules:
        return _module_fits(standard, whole, uses)
    offer = next((offer for offer in standard.offers(name) if offer.module == module), None)
    if offer is None:
        is_untold = name.startswith("_") or name in standard.surface(module)
        return Fit() if is_untold else Fit(against=f"{module} has no {name}")
    return _offer_fits(offer, whole, uses)


def _module_fits(standard: Standard, module: str, uses: Uses) -> Fit:
    if uses.calls or uses.bases or uses.decorates or uses.raised or uses.entered:
        return Fit(against=f"{module} is a module")
    known = standard.surface(module)
    told = sorted(attribute for attribute in uses.attributes if attribute in known or not attribute.startswith("_"))
    for attribute in told:
        if attribute not in known and f"{module}.{attribute}" not in standard.modules:
            return Fit(against=f"{module} has no {attribute}")
    return Fit(confirmed=len(told))


def _offer_fits(offer: Offer, whole: str, uses: Uses) -> Fit:
    missing = sorted(uses.attributes - offer.members)
    if missing and not offer.is_open:
        return Fit(against=f"{whole} has no {missing[0]}")
    if offer.kind is Kind.FUNCTION and (uses.bases or uses.annotates):
        return Fit(against=f"{whole} is a function, not a class")
    verdicts = [_takes(offer, call) for call in uses.calls]
    if False in verdicts:
        return Fit(against=f"{whole} does not take these arguments")
    return Fit(confirmed=len(uses.attributes & offer.members) + verdicts.count(True))


def _takes(offer: Offer, call: Call) -> bool | None:
    """Whether one of the overloads takes the arguments of a call."""
    found = [accepts(function, call) for function in offer.functions]
    if True in found:
        return True
    return None if None in found or not found else False
