"""Fits the weights of the evidence: logistic regression on pairs of parts, each case counting the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

from benchmarks.untangling.cases import Case
from remend.plan.changes.evidence import Sign, signs
from remend.plan.changes.facts import facts_of
from remend.plan.changes.ground import Ground

Pair = tuple[Sequence[tuple[Sign, float]], bool, float]
ROUNDS, RATE, SHRINK = 300, 0.5, 1e-4


def fit(cases: Sequence[Case]) -> Mapping[Sign, float]:
    """The log odds of each sign, by gradient descent (Adagrad), slightly drawn to 0."""
    pairs = [pair for case in cases for pair in _pairs(case)]
    weights = dict.fromkeys(Sign, 0.0)
    steepness = dict.fromkeys(Sign, 1e-8)
    for _ in range(ROUNDS):
        slope = {sign: SHRINK * weight for sign, weight in weights.items()}
        for seen, together, share in pairs:
            odds = sum(weights[sign] * strength for sign, strength in seen)
            error = (1 / (1 + math.exp(-odds)) - together) * share / len(cases)
            for sign, strength in seen:
                slope[sign] += error * strength
        for sign in Sign:
            steepness[sign] += slope[sign] ** 2
            weights[sign] -= RATE * slope[sign] / math.sqrt(steepness[sign])
    return weights


def _pairs(case: Case) -> list[Pair]:
    facts = facts_of(case.files)
    ground = Ground.of(case.files, facts, case.past)
    told = [(one, label) for one, label in zip(facts, case.labels, strict=True) if label is not None]
    both = list(combinations(told, 2))
    return [(tuple(signs(one[0], other[0], ground)), one[1] == other[1], 1 / len(both)) for one, other in both]
