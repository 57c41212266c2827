"""Unstructured pruning: which single weights become zero, and stay so while a network trains."""

import copy
from collections.abc import Callable

import torch
from compress import THRESHOLD
from torch import nn
from training_plans import TRIED_SHARES

Masks = dict[str, torch.Tensor]
"""0 or 1 for each weight, by the parameter's name."""


def prunable_kernels(net: nn.Module) -> dict[str, torch.Tensor]:
    """The kernels of convolutions and linear layers."""
    layers = {name: module for name, module in net.named_modules() if isinstance(module, nn.Conv2d | nn.Linear)}
    kernels = {f"{name}.weight": layer.weight for name, layer in layers.items()}
    return {name: kernel for name, kernel in kernels.items() if kernel.numel() > THRESHOLD}


def mask_smallest(net: nn.Module, shares: dict[str, float]) -> Masks:
    """Masks the smallest magnitudes of each named kernel, as many as its share says."""
    kernels = prunable_kernels(net)
    return {name: mask_kernel(kernels[name], share) for name, share in shares.items()}


def mask_kernel(kernel: torch.Tensor, share: float) -> torch.Tensor:
    order = kernel.detach().abs().flatten().argsort()
    mask = torch.ones(kernel.numel())
    mask[order[: round(share * kernel.numel())]] = 0
    return mask.reshape(kernel.shape)


@torch.no_grad()
def apply_masks(masks: Masks, net: nn.Module) -> None:
    parameters = dict(net.named_parameters())
    for name, mask in masks.items():
        parameters[name].mul_(mask)


def uniform_shares(net: nn.Module, share: float) -> dict[str, float]:
    return dict.fromkeys(prunable_kernels(net), share)


Measure = Callable[[nn.Module], float]
"""A network's quality in dB."""


def measure_losses_db(net: nn.Module, measure: Measure) -> dict[str, list[float]]:
    """The quality lost by pruning each kernel alone by each of TRIED_SHARES."""
    unpruned_db = measure(net)
    losses: dict[str, list[float]] = {}
    for name in prunable_kernels(net):
        losses[name] = []
        for share in TRIED_SHARES:
            pruned = copy.deepcopy(net)
            apply_masks(mask_smallest(net, {name: share}), pruned)
            losses[name].append(unpruned_db - measure(pruned))
    return losses


def distribute_share(net: nn.Module, losses: dict[str, list[float]], share: float) -> dict[str, float]:
    """A share for each kernel, so that together they prune `share` of all weights at the same loss in every kernel.

    A loss between tried shares is interpolated; the common loss is found by bisection. Where a kernel's
    loss does not rise with its share, no common loss may prune exactly `share`; then more is pruned.
    """
    sizes = {name: kernel.numel() for name, kernel in prunable_kernels(net).items()}
    low, high = 0.0, max(max(costs) for costs in losses.values())
    for _ in range(40):
        middle = (low + high) / 2
        pruned = sum(share_at(losses[name], middle) * size for name, size in sizes.items())
        low, high = (middle, high) if pruned < share * sum(sizes.values()) else (low, middle)
    return {name: share_at(costs, high) for name, costs in losses.items()}


def share_at(losses: list[float], loss: float) -> float:
    """The largest share that loses no more than `loss`, at most the last of TRIED_SHARES."""
    shares, costs = (0.0, *TRIED_SHARES), (0.0, *losses)
    for index in range(1, len(shares)):
        if costs[index] > loss:
            step = (loss - costs[index - 1]) / (costs[index] - costs[index - 1])
            return shares[index - 1] + max(0.0, step) * (shares[index] - shares[index - 1])
    return shares[-1]
