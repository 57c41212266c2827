"""Trains the network that a recipe's `train` or a family's stage asks for, starting from another network."""

import copy
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import assert_never

import masks
import numpy as np
import structure
import torch
from architecture import build, file_sha256, read_weights_metadata
from compress import RecipeNotApplicable
from degrade import degrade
from measure import psnr_y_db
from set5 import WHOLE, enlarge
from training import (
    SCALE,
    AfterStep,
    BicubicSquares,
    DegradedSquares,
    Schedule,
    batch,
    photographs,
    set_batch_size,
    train,
)
from training_plans import (
    DegradationTraining,
    LongerTraining,
    MagnitudePruning,
    PatchChange,
    SensitivityPruning,
    StructuralPruning,
    TrainingPlan,
    Widening,
    WindowChange,
)
from widen import widen


@dataclass(frozen=True)
class TrainedNetwork:
    net: torch.nn.Module
    architecture: dict


@dataclass
class TrainingSetup:
    """The training photographs, read once, and the folder of checkpoints from which an interrupted training resumes."""

    photographs: Path
    checkpoints: Path

    def __post_init__(self) -> None:
        self.images = photographs(self.photographs)
        self.halved: BicubicSquares | None = None

    def bicubic_squares(self) -> BicubicSquares:
        self.halved = self.halved or BicubicSquares(self.images)
        return self.halved

    def checkpoint(self, name: str, plan: TrainingPlan, net: torch.nn.Module) -> Path:
        """Another plan of the same name, or one that starts from other weights, gets another file."""
        digest = hashlib.sha256(json.dumps(plan.fields(), sort_keys=True).encode())
        for value in net.state_dict().values():
            digest.update(value.numpy().tobytes())
        return self.checkpoints / f"{name}-{digest.hexdigest()[:8]}.ckpt"


def origin_metadata(base: Path, train: TrainingPlan | tuple[TrainingPlan, ...]) -> dict[str, str]:
    """What a file of trained weights records about its training."""
    fields = [stage.fields() for stage in train] if isinstance(train, tuple) else train.fields()
    return {"train": json.dumps(fields, sort_keys=True), "trained_from_sha256": file_sha256(base)}


def check_origin(path: Path, origin: dict[str, str], base: Path) -> None:
    """Raises RecipeNotApplicable when a weights file records another origin, ValueError when it is not .safetensors."""
    if not origin.items() <= read_weights_metadata(path).items():
        raise RecipeNotApplicable(
            f"{path} was trained by another recipe, or not from {base.name} as it is now; move it away"
        )


def tune(base: TrainedNetwork, plan: TrainingPlan, setup: TrainingSetup, name: str) -> TrainedNetwork:
    """Deterministic on one thread of one machine; resumes from the checkpoints of `name`."""
    match plan:
        case StructuralPruning():
            return prune_structure(base, plan, setup, name)
        case MagnitudePruning():
            return prune_by_magnitude(base, plan, setup, name)
        case SensitivityPruning():
            return prune_by_sensitivity(base, plan, setup, name)
        case WindowChange(window=window):
            return reshape(base, {"window": window}, plan, setup, name)
        case PatchChange(patch=patch):
            return reshape(base, {"patch": patch}, plan, setup, name)
        case Widening():
            return widen_network(base, plan, setup, name)
        case DegradationTraining():
            return reshape(base, {"upsampler": "nearest+conv", "features": 16}, plan, setup, name)
        case LongerTraining():
            return reshape(base, {}, plan, setup, name)
        case _:
            assert_never(plan)


def prune_structure(
    base: TrainedNetwork, plan: StructuralPruning, setup: TrainingSetup, name: str
) -> TrainedNetwork:
    keep = 1 - plan.share
    match plan.method:
        case "heads":
            heads, neurons = structure.select_per_layer(structure.head_norms(base.net), keep), None
        case "neurons":
            heads, neurons = None, structure.select_per_layer(structure.neuron_norms(base.net), keep)
        case "taylor":
            heads, neurons = select_by_taylor_scores(base.net, keep, setup)
        case _:
            assert_never(plan.method)
    net, architecture = structure.remove_structure(base.net, base.architecture, heads, neurons)
    return TrainedNetwork(fit(net, plan, setup, name), architecture)


def select_by_taylor_scores(
    net: torch.nn.Module, keep: float, setup: TrainingSetup
) -> tuple[structure.Kept, structure.Kept]:
    """Ranks the heads, and the neurons, of the whole network by how much the loss would rise without them."""
    rng, schedule = np.random.default_rng(0), Schedule(0)
    set_batch_size(net, schedule.batch)
    batches = (batch(setup.bicubic_squares(), schedule, rng) for _ in range(20))
    heads, neurons = structure.taylor_scores(net, batches)
    set_batch_size(net, 1)
    return structure.select_across_layers(heads, keep), structure.select_across_layers(neurons, keep)


def prune_by_magnitude(base: TrainedNetwork, plan: MagnitudePruning, setup: TrainingSetup, name: str) -> TrainedNetwork:
    """In rounds, after each of which the network trains: the shares rise ever more slowly (as in Zhu and Gupta, 2017)."""
    net, one_round = base.net, replace(plan, steps=plan.steps // plan.rounds)
    for index in range(1, plan.rounds + 1):
        share = plan.share * (1 - (1 - index / plan.rounds) ** 2)
        net = fit_sparse(net, masks.uniform_shares(net, share), one_round, setup, f"{name}-{index}")
    return TrainedNetwork(net, base.architecture)


def prune_by_sensitivity(
    base: TrainedNetwork, plan: SensitivityPruning, setup: TrainingSetup, name: str
) -> TrainedNetwork:
    """Each kernel gets its own share, by the quality lost on squares of training images when it alone is pruned."""
    rng = np.random.default_rng(0)
    pairs = [setup.bicubic_squares().square(48, rng) for _ in range(8)]

    def measure_db(net: torch.nn.Module) -> float:
        return float(np.mean([psnr_y_db(enlarge(net, small, WHOLE), large, SCALE) for small, large in pairs]))

    shares = masks.distribute_share(base.net, masks.measure_losses_db(base.net, measure_db), plan.share)
    return TrainedNetwork(fit_sparse(base.net, shares, plan, setup, name), base.architecture)


def fit_sparse(
    net: torch.nn.Module, shares: dict[str, float], plan: TrainingPlan, setup: TrainingSetup, name: str
) -> torch.nn.Module:
    net = copy.deepcopy(net)  # Other recipes start from the same one.
    zeros = masks.mask_smallest(net, shares)
    masks.apply_masks(zeros, net)
    return fit(net, plan, setup, name, lambda _, trained: masks.apply_masks(zeros, trained))


def reshape(
    base: TrainedNetwork, change: dict[str, object], plan: TrainingPlan, setup: TrainingSetup, name: str
) -> TrainedNetwork:
    """Changes arguments of the architecture; takes the weights that fit from the base and interpolates position biases."""
    architecture = {**base.architecture, **change}
    torch.manual_seed(0)
    net = build(architecture)
    own = net.state_dict()
    for key, value in base.net.state_dict().items():
        if key.endswith("rpb") and own[key].shape != value.shape:
            value = interpolate_biases(value, round(own[key].shape[0] ** 0.5))
        if key in own and own[key].shape == value.shape:
            own[key] = value
    net.load_state_dict(own)
    return TrainedNetwork(fit(net, plan, setup, name), architecture)


def interpolate_biases(table: torch.Tensor, side: int) -> torch.Tensor:
    """A position bias table [(2M-1)**2, heads] for another window."""
    old = round(table.shape[0] ** 0.5)
    planes = table.T.reshape(1, -1, old, old)
    return torch.nn.functional.interpolate(planes, (side, side), mode="bicubic").reshape(-1, side * side).T


def widen_network(base: TrainedNetwork, plan: Widening, setup: TrainingSetup, name: str) -> TrainedNetwork:
    channels, width, least = plan.channels, base.net.layers()[0].head, base.net.first.out_channels
    if channels % width or channels < least:
        raise ValueError(f"field train.channels: {channels} is not a multiple of {width} of at least {least}")
    change = {"channels": channels, "heads": channels // width, "upsampler": "pixelshuffle", "features": 16}
    architecture = {**base.architecture, **change}
    torch.manual_seed(0)
    return TrainedNetwork(fit(widen(base.net, build(architecture)), plan, setup, name), architecture)


def fit(
    net: torch.nn.Module,
    plan: TrainingPlan,
    setup: TrainingSetup,
    name: str,
    after_step: AfterStep = lambda _, __: None,
) -> torch.nn.Module:
    """Squares of 32 hold two windows of 16, or of 8 in features of half the resolution, either way."""
    degraded = isinstance(plan, DegradationTraining)
    squares = DegradedSquares(setup.images, degrade) if degraded else setup.bicubic_squares()
    schedule = Schedule(plan.steps, plan.learning_rate, 32)
    return train(net, squares, schedule, setup.checkpoint(name, plan, net), after_step)
