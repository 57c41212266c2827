"""A PyTorch network as a Core ML program, converted as a recipe says."""

import logging
import warnings

import coremltools as ct
import torch
from activations import quantize_activations
from ane import AneSwinIR
from compress import RecipeNotApplicable, compress
from recipes import Recipe
from swinir import SwinIR

logging.getLogger("coremltools").setLevel(logging.ERROR)

SINGLE_PRECISION_OPERATIONS = ("softmax", "layer_norm")
"""What `mixed` computes in fp32, besides sums of two features."""


class ToPixels(torch.nn.Module):
    """Clamps a network's output and scales it to 0-255, as a Core ML image output wants it."""

    def __init__(self, net: torch.nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.net(image).clamp(0, 1) * 255.0


def runs_in_half_precision(operation: object) -> bool:
    """Whether `mixed` computes a MIL operation in fp16."""
    if operation.op_type == "add":
        return any(operation.inputs[side].val is not None for side in ("x", "y"))
    return operation.op_type not in SINGLE_PRECISION_OPERATIONS


PRECISIONS = {
    "fp32": ct.precision.FLOAT32,
    "fp16": ct.precision.FLOAT16,
    "mixed": ct.transform.FP16ComputePrecision(op_selector=runs_in_half_precision),
}


def prepare_network(net: torch.nn.Module, recipe: Recipe, side: int) -> torch.nn.Module:
    """The network in the form, and with activations of the precision, that the recipe names."""
    if recipe.form == "ane":
        if not isinstance(net, SwinIR):
            raise RecipeNotApplicable(f"{recipe.name} rearranges the layers of a SwinIR; this network has none")
        return AneSwinIR(net).eval()
    if recipe.activations is None:
        return net
    if isinstance(net, torch.jit.ScriptModule):
        raise RecipeNotApplicable(
            f"{recipe.name} changes the network's layers, which TorchScript hides; give a .safetensors file"
        )
    return quantize_activations(net, side)


def convert(net: torch.nn.Module, recipe: Recipe, sizes: tuple[int, ...]) -> ct.models.MLModel:
    """Image input `image` and image output `upscaled`; several sizes are enumerated, the first by default.

    Raises RecipeNotApplicable when the recipe does not suit the network or changes no weight.
    """
    shapes = [(1, 3, side, side) for side in sizes]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        prepared = prepare_network(net, recipe, sizes[0])
        traced = torch.jit.trace(ToPixels(prepared).eval(), torch.zeros(shapes[0]), check_trace=False)
        model = ct.convert(
            traced,
            inputs=[ct.ImageType("image", shape=input_shape(shapes), scale=1 / 255.0)],
            outputs=[ct.ImageType("upscaled", color_layout=ct.colorlayout.RGB)],
            minimum_deployment_target=ct.target[recipe.target],
            compute_precision=PRECISIONS[recipe.precision],
            pass_pipeline=build_pipeline(),
            convert_to="mlprogram",
        )
    return compress(model, recipe.weights)


def build_pipeline() -> ct.PassPipeline:
    result = ct.PassPipeline()
    result.append_pass("zoo::same_names")
    return result


def input_shape(shapes: list[tuple[int, ...]]) -> tuple[int, ...] | ct.EnumeratedShapes:
    return shapes[0] if len(shapes) == 1 else ct.EnumeratedShapes(shapes=shapes, default=shapes[0])
