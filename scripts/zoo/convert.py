"""A PyTorch network as a Core ML program, after a recipe."""

import logging
import warnings

import coremltools as ct
import torch
from activations import quantized
from ane import AneSwinIR
from compress import Nothing, compressed
from recipes import Recipe
from swinir import SwinIR

logging.getLogger("coremltools").setLevel(logging.ERROR)

KEPT_WHOLE = ("softmax", "layer_norm")
"""What `mixed` computes in fp32, beside sums of two features."""


class ToPixels(torch.nn.Module):
    """Clamps a network's output and scales it to 0-255, as a Core ML image output wants it."""

    def __init__(self, net: torch.nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.net(image).clamp(0, 1) * 255.0


def half_of(operation: object) -> bool:
    """Whether `mixed` computes a MIL operation in fp16."""
    if operation.op_type == "add":
        return any(operation.inputs[side].val is not None for side in ("x", "y"))
    return operation.op_type not in KEPT_WHOLE


PRECISIONS = {
    "fp32": ct.precision.FLOAT32,
    "fp16": ct.precision.FLOAT16,
    "mixed": ct.transform.FP16ComputePrecision(op_selector=half_of),
}


def formed(net: torch.nn.Module, recipe: Recipe, side: int) -> torch.nn.Module:
    """The network as the recipe has it computed: its form, and its activations' precision."""
    if recipe.form == "ane":
        if not isinstance(net, SwinIR):
            raise Nothing(f"{recipe.name} concerns transformers; this network has no layer to rearrange")
        return AneSwinIR(net).eval()
    if recipe.activations is None:
        return net
    if isinstance(net, torch.jit.ScriptModule):
        raise Nothing(f"{recipe.name} looks into the network, and TorchScript is closed; give a .safetensors file")
    return quantized(net, side)


def convert(net: torch.nn.Module, recipe: Recipe, sizes: tuple[int, ...]) -> ct.models.MLModel:
    """Image input `image` and image output `upscaled`; several sizes are enumerated, the first by default.

    Raises Nothing when the recipe does not apply or changed no weight.
    """
    shapes = [(1, 3, side, side) for side in sizes]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = formed(net, recipe, sizes[0])
        traced = torch.jit.trace(ToPixels(made).eval(), torch.zeros(shapes[0]), check_trace=False)
        model = ct.convert(
            traced,
            inputs=[ct.ImageType("image", shape=shape_of(shapes), scale=1 / 255.0)],
            outputs=[ct.ImageType("upscaled", color_layout=ct.colorlayout.RGB)],
            minimum_deployment_target=ct.target[recipe.target],
            compute_precision=PRECISIONS[recipe.precision],
            pass_pipeline=pipeline(),
            convert_to="mlprogram",
        )
    return compressed(model, recipe.weights)


def pipeline() -> ct.PassPipeline:
    result = ct.PassPipeline()
    result.append_pass("zoo::same_names")
    return result


def shape_of(shapes: list[tuple[int, ...]]) -> tuple[int, ...] | ct.EnumeratedShapes:
    return shapes[0] if len(shapes) == 1 else ct.EnumeratedShapes(shapes=shapes, default=shapes[0])
