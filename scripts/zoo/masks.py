"""Unstructured pruning: which single weights become zero, and how they stay so while a network trains."""

import copy
from collections.abc import Callable

import torch
from compress import THRESHOLD
from torch import nn

Masks = dict[str, torch.Tensor]
"""0 or 1 for each weight, by the parameter's name."""


def prunable(net: nn.Module) -> dict[str, torch.Tensor]:
    """The kernels of convolutions and linear layers."""
    layers = {name: module for name, module in net.named_modules() if isinstance(module, nn.Conv2d | nn.Linear)}
    kernels = {f"{name}.weight": layer.weight for name, layer in layers.items()}
    return {name: kernel for name, kernel in kernels.items() if kernel.numel() > THRESHOLD}


def smallest_masked(net: nn.Module, shares: dict[str, float]) -> Masks:
    """In each kernel the given share of the smallest magnitudes is masked."""
    kernels = prunable(net)
    return {name: mask_of(kernels[name], share) for name, share in shares.items()}


def mask_of(kernel: torch.Tensor, share: float) -> torch.Tensor:
    order = kernel.detach().abs().flatten().argsort()
    mask = torch.ones(kernel.numel())
    mask[order[: round(share * kernel.numel())]] = 0
    return mask.reshape(kernel.shape)


@torch.no_grad()
def apply(masks: Masks, net: nn.Module) -> None:
    parameters = dict(net.named_parameters())
    for name, mask in masks.items():
        parameters[name].mul_(mask)


def uniform(net: nn.Module, share: float) -> dict[str, float]:
    return dict.fromkeys(prunable(net), share)


Measure = Callable[[nn.Module], float]
"""A network's quality in dB."""

TRIED = (0.3, 0.5, 0.65, 0.8, 0.9)


def losses_db(net: nn.Module, measure: Measure) -> dict[str, list[float]]:
    """What pruning one kernel alone by each share of TRIED costs."""
    whole, found = measure(net), {}
    for name in prunable(net):
        found[name] = []
        for share in TRIED:
            pruned = copy.deepcopy(net)
            apply(smallest_masked(net, {name: share}), pruned)
            found[name].append(whole - measure(pruned))
    return found


def budgets(net: nn.Module, losses: dict[str, list[float]], share: float) -> dict[str, float]:
    """Shares by kernel such that `share` of all weights goes and the last step costs every kernel alike.

    Between tried shares a loss is interpolated; the common loss is found by bisection. More goes where a kernel's loss
    does not rise with its share, so that no common loss takes just as much.
    """
    sizes = {name: kernel.numel() for name, kernel in prunable(net).items()}
    low, high = 0.0, max(max(own) for own in losses.values())
    for _ in range(40):
        middle = (low + high) / 2
        taken = sum(share_at(losses[name], middle) * size for name, size in sizes.items())
        low, high = (middle, high) if taken < share * sum(sizes.values()) else (low, middle)
    return {name: share_at(own, high) for name, own in losses.items()}


def share_at(losses: list[float], loss: float) -> float:
    """The largest share that costs no more, at most the last of TRIED."""
    shares, costs = (0.0, *TRIED), (0.0, *losses)
    for index in range(1, len(shares)):
        if costs[index] > loss:
            step = (loss - costs[index - 1]) / (costs[index] - costs[index - 1])
            return shares[index - 1] + max(0.0, step) * (shares[index] - shares[index - 1])
    return shares[-1]
