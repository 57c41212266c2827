"""Puts a package's weights back into the PyTorch network that it was converted from."""

import copy

import coremltools as ct
import coremltools.optimize.coreml as cto
import torch


def with_stored_weights(net: torch.nn.Module, model: ct.models.MLModel) -> torch.nn.Module:
    """A copy of the network in float32, its matrices and kernels as the package stores them.

    Vectors and folded tables (biases, norms, position biases) are rounded to the package's precision instead, since
    conversion merges or renames them.
    """
    plain = cto.decompress_weights(model)
    stored = {name: torch.from_numpy(kept.val).float() for name, kept in cto.get_weights_metadata(plain, 0).items()}
    half = any("fp16" in name for name in stored)
    result = copy.deepcopy(net)
    with torch.no_grad():
        for key, parameter in result.named_parameters():
            if half:
                parameter.copy_(parameter.half().float())
            if parameter.dim() > 1 and not key.endswith("rpb"):
                parameter.copy_(find(stored, key).reshape(parameter.shape))
    return result


def find(stored: dict[str, torch.Tensor], key: str) -> torch.Tensor:
    """The constant of a parameter: its name with underscores, and endings for precision and compression."""
    stem = "net_" + key.replace(".", "_")
    names = [name for name in stored if name == stem or name.startswith((f"{stem}_to_", f"{stem}_quant", f"{stem}_pal"))]
    if len(names) != 1:
        raise LookupError(f"{len(names)} constants for {key}: {names}")
    return stored[names[0]]
