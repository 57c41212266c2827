"""Removes whole attention heads and perceptron neurons from a SwinIR, which gets smaller, not sparser."""

from collections.abc import Iterator

import torch
from swinir import SwinIR, SwinLayer

Kept = list[list[int]]
"""For each layer the indices of the heads, or of the neurons, that stay; ascending."""


def head_norms(net: SwinIR) -> list[torch.Tensor]:
    """Per layer [heads]: the norm of the projection's weights for each head."""
    return [layer.proj.weight.detach().reshape(-1, layer.heads, layer.head).norm(dim=(0, 2)) for layer in net.layers()]


def neuron_norms(net: SwinIR) -> list[torch.Tensor]:
    """Per layer [hidden]: the norm of the weights into each neuron times that of the weights out of it."""
    return [(layer.fc1.weight.norm(dim=1) * layer.fc2.weight.norm(dim=0)).detach() for layer in net.layers()]


def taylor_scores(net: SwinIR, batches: Iterator[tuple[torch.Tensor, torch.Tensor]]) -> tuple[list, list]:
    """Per layer [heads] and [hidden]: the squared change of the loss if it were removed, to first order.

    Molchanov et al., CVPR 2019: the square of the sum of gradient times weight, over the weights that lead out, mean
    over batches.
    """
    heads = [torch.zeros(layer.heads) for layer in net.layers()]
    neurons = [torch.zeros(layer.fc1.out_features) for layer in net.layers()]
    for small, large in batches:
        net.zero_grad()
        (net(small) - large).abs().mean().backward()
        for layer, head, neuron in zip(net.layers(), heads, neurons, strict=True):
            out = layer.proj.weight.grad * layer.proj.weight.detach()
            head += out.reshape(-1, layer.heads, layer.head).sum((0, 2)) ** 2
            neuron += (layer.fc2.weight.grad * layer.fc2.weight.detach()).sum(0) ** 2
    return heads, neurons


def select_per_layer(scores: list[torch.Tensor], share: float) -> Kept:
    return [sorted(layer.topk(max(1, round(len(layer) * share))).indices.tolist()) for layer in scores]


def select_across_layers(scores: list[torch.Tensor], share: float) -> Kept:
    """The highest scores of the whole network, this share of all; every layer keeps at least its best."""
    every = torch.cat(scores)
    threshold = every.topk(round(len(every) * share)).values[-1]
    return [sorted({int(layer.argmax()), *torch.nonzero(layer >= threshold).flatten().tolist()}) for layer in scores]


def remove_structure(net: SwinIR, architecture: dict, heads: Kept | None, neurons: Kept | None) -> tuple[SwinIR, dict]:
    """A copy that keeps these heads and neurons (all where None), and its architecture."""
    layers = net.layers()
    heads = [list(range(layer.heads)) for layer in layers] if heads is None else heads
    neurons = [list(range(layer.fc1.out_features)) for layer in layers] if neurons is None else neurons
    counts, widths = [len(layer) for layer in heads], [len(layer) for layer in neurons]
    smaller = {**architecture, "heads": counts, "head": layers[0].head, "hidden": widths}
    state = dict(net.state_dict())
    names = {id(module): name for name, module in net.named_modules()}
    for layer, own_heads, own_neurons in zip(layers, heads, neurons, strict=True):
        for key, value in slice_layer(layer, own_heads, own_neurons).items():
            state[f"{names[id(layer)]}.{key}"] = value
    arguments = {name: value for name, value in smaller.items() if name != "kind"}
    result = SwinIR(**arguments)
    result.load_state_dict(state)
    return result, smaller


def slice_layer(layer: SwinLayer, heads: list[int], neurons: list[int]) -> dict[str, torch.Tensor]:
    columns = torch.tensor([head * layer.head + index for head in heads for index in range(layer.head)])
    inner = layer.heads * layer.head
    rows = torch.cat([columns + part * inner for part in range(3)])
    return {
        "qkv.weight": layer.qkv.weight.detach()[rows],
        "qkv.bias": layer.qkv.bias.detach()[rows],
        "proj.weight": layer.proj.weight.detach()[:, columns],
        "rpb": layer.rpb.detach()[:, heads],
        "fc1.weight": layer.fc1.weight.detach()[neurons],
        "fc1.bias": layer.fc1.bias.detach()[neurons],
        "fc2.weight": layer.fc2.weight.detach()[:, neurons],
    }
