"""The PyTorch network that a package should compute, if conversion lost nothing."""

import copy

import coremltools as ct
import coremltools.optimize.coreml as cto
import torch
from activations import quantize_activations
from recipes import Recipe


def expected_network(net: torch.nn.Module, recipe: Recipe, model: ct.models.MLModel, side: int) -> torch.nn.Module:
    """The network with its weights, and its activations' ranges, as the recipe leaves them, in float32 arithmetic."""
    if recipe.activations:
        return quantize_activations(net, side)
    base = round_weights(net, recipe)
    return load_stored_weights(base, model) if recipe.weights else base


def round_weights(net: torch.nn.Module, recipe: Recipe) -> torch.nn.Module:
    """A copy with its weights rounded as storing them in the recipe's precision should round them."""
    result = copy.deepcopy(net)
    if recipe.precision != "fp32":
        with torch.no_grad():
            for value in (*result.parameters(), *result.buffers()):
                if value.is_floating_point():
                    value.copy_(value.half().float())
    return result


def load_stored_weights(net: torch.nn.Module, model: ct.models.MLModel) -> torch.nn.Module:
    """A copy of the network with its matrices and kernels as the package stores them."""
    plain = cto.decompress_weights(model)
    stored = {name: torch.from_numpy(weight.val).float() for name, weight in cto.get_weights_metadata(plain, 0).items()}
    result = copy.deepcopy(net)
    with torch.no_grad():
        for key, parameter in result.named_parameters():
            if parameter.dim() > 1 and not key.endswith("rpb"):
                parameter.copy_(find_constant(stored, key).reshape(parameter.shape))
    return result


def find_constant(stored: dict[str, torch.Tensor], key: str) -> torch.Tensor:
    """The constant of a parameter: its name with underscores, and endings for precision and compression."""
    stem = "net_" + key.replace(".", "_")
    endings = (f"{stem}_to_", f"{stem}_quant", f"{stem}_pal", f"{stem}_spars")
    names = [name for name in stored if name == stem or name.startswith(endings)]
    if len(names) != 1:
        raise LookupError(f"{len(names)} constants for {key}: {names}")
    return stored[names[0]]
