"""Fits the weights of the evidence: logistic regression on pairs of parts, each case counting the same."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from benchmarks.untangling.cases import Case
from remend.plan.changes.evidence import Sign, signs
from remend.plan.changes.facts import facts_of
from remend.plan.changes.ground import Ground

Pair = tuple[Sequence[tuple[Sign, float]], bool, float]
ROUNDS, RATE, SHRINK = 300, 0.5, 2e-3


def fit(cases: Sequence[Case], free: Collection[Sign]) -> Mapping[Sign, float]:
    """The log odds of each sign, by gradient descent (Adagrad), slightly drawn to what they are now.

    Only `free` ones change: what few cases show of a rare sign is less than what was learnt of it elsewhere.
    """
    pairs = [pair for case in cases for pair in _pairs(case)]
    weights = {sign: sign.weight for sign in Sign}
    steepness = dict.fromkeys(free, 1e-8)
    for _ in range(ROUNDS):
        slope = {sign: SHRINK * (weights[sign] - sign.weight) for sign in free}
        for seen, together, share in pairs:
            odds = sum(weights[sign] * strength for sign, strength in seen)
            error = (1 / (1 + math.exp(-odds)) - together) * share / len(cases)
            for sign, strength in seen:
                if sign in slope:
                    slope[sign] += error * strength
        for sign in free:
            steepness[sign] += slope[sign] ** 2
            weights[sign] -= RATE * slope[sign] / math.sqrt(steepness[sign])
    return weights


def _pairs(case: Case) -> list[Pair]:
    facts = facts_of(case.files)
    ground = Ground.of(case.files, facts, case.past)
    told = [(one, label) for one, label in zip(facts, case.labels, strict=True) if label is not None]
    both = list(combinations(told, 2))
    return [(tuple(signs(one[0], other[0], ground)), one[1] == other[1], 1 / len(both)) for one, other in both]
