"""What a recipe's `train`, or a stage of a family, asks of a training."""

from dataclasses import dataclass
from typing import Literal, get_args

from yaml_entry import Entry

USUAL_RATE = 4e-4
TRIED_SHARES = (0.3, 0.5, 0.65, 0.8, 0.9)
"""The shares by which sensitivity pruning tries each kernel alone."""
LARGEST_STRUCTURAL_SHARE = 0.9


@dataclass(frozen=True, kw_only=True)
class LongerTraining:
    """Trains a network for `steps`, each of 16 squares; the other plans change the network first."""

    steps: int
    rate: float | None = None

    @property
    def learning_rate(self) -> float:
        return USUAL_RATE if self.rate is None else self.rate

    def fields(self) -> dict[str, object]:
        """The fields as they were written, which the metadata of trained weights records."""
        return {**self.change(), "steps": self.steps, **({} if self.rate is None else {"rate": self.rate})}

    def change(self) -> dict[str, object]:
        """The fields that say what is changed."""
        return {}


StructuralMethod = Literal["heads", "neurons", "taylor"]


@dataclass(frozen=True, kw_only=True)
class StructuralPruning(LongerTraining):
    """Removes whole heads, whole neurons, or, by Taylor scores, both."""

    method: StructuralMethod
    share: float

    def change(self) -> dict[str, object]:
        return {"prune": self.method, "share": self.share}


@dataclass(frozen=True, kw_only=True)
class MagnitudePruning(LongerTraining):
    """Sets the smallest weights to zero in rounds, and trains after each."""

    share: float
    rounds: int

    def change(self) -> dict[str, object]:
        return {"prune": "magnitude", "share": self.share, "rounds": self.rounds}


@dataclass(frozen=True, kw_only=True)
class SensitivityPruning(LongerTraining):
    """Sets weights to zero, more of them in kernels that tolerate it."""

    share: float

    def change(self) -> dict[str, object]:
        return {"prune": "sensitivity", "share": self.share}


@dataclass(frozen=True, kw_only=True)
class WindowChange(LongerTraining):
    window: int

    def change(self) -> dict[str, object]:
        return {"window": self.window}


@dataclass(frozen=True, kw_only=True)
class PatchChange(LongerTraining):
    """Embeds patches of this side, so that features have that fraction of the image's resolution."""

    patch: int

    def change(self) -> dict[str, object]:
        return {"patch": self.patch}


@dataclass(frozen=True, kw_only=True)
class Widening(LongerTraining):
    """Gives the network more channels and the classical upsampler."""

    channels: int

    def change(self) -> dict[str, object]:
        return {"channels": self.channels}


@dataclass(frozen=True, kw_only=True)
class DegradationTraining(LongerTraining):
    """Gives the network the real-world upsampler and trains it on degraded photographs."""

    def change(self) -> dict[str, object]:
        return {"degraded": True}


Pruning = StructuralPruning | MagnitudePruning | SensitivityPruning
TrainingPlan = LongerTraining | Pruning | WindowChange | PatchChange | Widening | DegradationTraining

KINDS = {
    "prune": ("prune", "share", "rounds", "steps", "rate"),
    "window": ("window", "steps", "rate"),
    "patch": ("patch", "steps", "rate"),
    "channels": ("channels", "steps", "rate"),
    "degraded": ("degraded", "steps", "rate"),
}
"""The field of `train` that says which training it is, and all the fields that such a training has."""


def parse_training(value: object, where: str) -> TrainingPlan:
    kinds = [kind for kind in KINDS if isinstance(value, dict) and kind in value]
    if len(kinds) != 1:
        raise SystemExit(f"{where}: field train must have steps and exactly one of {', '.join(KINDS)}")
    kind = kinds[0]
    entry = Entry(value, where, KINDS[kind], "train.")
    steps, rate = entry.count("steps"), entry.optional_rate("rate")
    match kind:
        case "prune":
            return parse_pruning(entry, steps, rate)
        case "window":
            return WindowChange(window=entry.choice("window", (2, 4, 8, 16)), steps=steps, rate=rate)
        case "patch":
            return PatchChange(patch=entry.choice("patch", (1, 2)), steps=steps, rate=rate)
        case "channels":
            return Widening(channels=entry.count("channels"), steps=steps, rate=rate)
        case _:
            entry.choice("degraded", (True,))
            return DegradationTraining(steps=steps, rate=rate)


def parse_pruning(entry: Entry, steps: int, rate: float | None) -> Pruning:
    method = entry.choice("prune", (*get_args(StructuralMethod), "magnitude", "sensitivity"))
    share = entry.share("share")
    if (method == "magnitude") != entry.has("rounds"):
        entry.fail("field train.rounds belongs to prune: magnitude, which needs it")
    if method == "magnitude":
        rounds = entry.count("rounds")
        if rounds > steps:
            entry.fail(f"field train.steps must be at least one for each of the {rounds} rounds")
        return MagnitudePruning(share=share, rounds=rounds, steps=steps, rate=rate)
    if method == "sensitivity":
        if share > TRIED_SHARES[-1]:
            entry.fail(f"field train.share: sensitivity prunes {TRIED_SHARES[-1]} at most")
        return SensitivityPruning(share=share, steps=steps, rate=rate)
    if share > LARGEST_STRUCTURAL_SHARE:
        entry.fail(f"field train.share: whole heads and neurons are pruned by {LARGEST_STRUCTURAL_SHARE} at most")
    return StructuralPruning(method=method, share=share, steps=steps, rate=rate)
