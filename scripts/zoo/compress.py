"""Compresses the kernels that a package stores, as a recipe's `weights` say."""

import warnings

import coremltools as ct
import coremltools.optimize.coreml as cto
import passes  # noqa: F401 (takes the place of some of coremltools' passes)

THRESHOLD = 512
"""A weight of more elements is compressed; coremltools' 2048 leaves the plain network's convolutions as they are."""


class Nothing(Exception):
    """Why a recipe makes no package, in one sentence."""


def only_layers(config: object) -> cto.OptimizationConfig:
    """Spares other constants: a global configuration also compresses attention masks and position biases."""
    return cto.OptimizationConfig(op_type_configs={"conv": config, "linear": config})


def step_of(model: ct.models.MLModel, step: dict, joint: bool) -> ct.models.MLModel:
    match step:
        case {"quantize": "int4", "block": block}:
            config = cto.OpLinearQuantizerConfig(
                mode="linear_symmetric",
                dtype="int4",
                granularity="per_block",
                block_size=block,
                weight_threshold=THRESHOLD,
            )
            return cto.linear_quantize_weights(model, only_layers(config), joint_compression=joint)
        case {"quantize": dtype}:
            config = cto.OpLinearQuantizerConfig(mode="linear_symmetric", dtype=dtype, weight_threshold=THRESHOLD)
            return cto.linear_quantize_weights(model, only_layers(config), joint_compression=joint)
        case {"palettize": bits}:
            config = cto.OpPalettizerConfig(mode="kmeans", nbits=bits, weight_threshold=THRESHOLD)
            return cto.palettize_weights(model, only_layers(config), joint_compression=joint)
        case {"prune": share}:
            config = cto.OpMagnitudePrunerConfig(target_sparsity=share, weight_threshold=THRESHOLD)
            return cto.prune_weights(model, only_layers(config))
        case {"zeros": True}:
            config = cto.OpThresholdPrunerConfig(
                threshold=1e-8, minimum_sparsity_percentile=0.2, weight_threshold=THRESHOLD
            )
            return cto.prune_weights(model, only_layers(config))
    raise ValueError(f"no such step: {step}")


def compressed(model: ct.models.MLModel, steps: list[dict]) -> ct.models.MLModel:
    """The model after each step. Raises Nothing when one changed no weight."""
    for index, step in enumerate(steps):
        before = constexprs(model)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = step_of(model, step, joint=index > 0)
        if constexprs(model) == before:
            told = ", ".join(f"{name} {value}" for name, value in step.items())
            raise Nothing(
                f"{told} changed no weight: each is compressed already, has {THRESHOLD} elements or fewer or rows that "
                "blocks do not divide, or holds too few zeros"
            )
    return model


def constexprs(model: ct.models.MLModel) -> dict[str, int]:
    """How many weights of the default function are stored in which compressed form."""
    counts: dict[str, int] = {}
    spec = model.get_spec()
    function = spec.mlProgram.functions[spec.description.defaultFunctionName or "main"]
    for operation in function.block_specializations[function.opset].operations:
        if operation.type.startswith("constexpr"):
            counts[operation.type] = counts.get(operation.type, 0) + 1
    return counts
