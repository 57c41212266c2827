"""Makes one package of a network and a recipe, whole or not at all."""

import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import coremltools as ct
import coremltools.optimize.coreml as cto
import numpy as np
import torch
from architecture import file_sha256, first_line, join_faults, read_network, save_network
from compress import RecipeNotApplicable, compress, count_compressed_weights
from convert import convert
from package_metadata import PackageMetadata, Provenance, read_metadata, write_metadata
from recipes import Recipe
from set5 import SCALE, mean_psnr_y_db
from stored_weights import expected_network
from swinir import SwinIR
from tune import TrainedNetwork, TrainingSetup, check_origin, origin_metadata, tune

LICENSE = "Apache-2.0; trained on T91 and BSDS400, whose terms limit them to research"


@dataclass(frozen=True)
class Source:
    """A network whose weights are in a file."""

    name: str
    weights: Path
    net: torch.nn.Module
    architecture: dict | None
    provenance: Provenance
    license: str = ""


def apply_training(source: Source, recipe: Recipe, setup: TrainingSetup | None) -> Source:
    """The source after the recipe's training, whose weights file lies beside the source's; trains if it is missing.

    Raises RecipeNotApplicable when there is nothing to train, or nothing to train with.
    """
    if recipe.train is None:
        return source
    path = source.weights.with_name(f"{source.name}-{recipe.name}.safetensors")
    origin = {"technique": recipe.name, **origin_metadata(source.weights, recipe.train)}
    if path.exists():
        check_origin(path, origin, source.weights)
    else:
        if source.architecture is None or not isinstance(source.net, SwinIR):
            raise RecipeNotApplicable(f"recipe {recipe.name} trains a SwinIR; {source.weights.name} does not hold one")
        if source.architecture.get("scale", SCALE) != SCALE:
            raise RecipeNotApplicable(
                f"recipe {recipe.name} trains networks that enlarge by {SCALE}; {source.weights.name} does not"
            )
        if setup is None:
            raise RecipeNotApplicable(f"{path} does not exist; give a folder of photographs to train with by --train")
        trained = tune(TrainedNetwork(source.net, source.architecture), recipe.train, setup, path.stem)
        save_network(trained.net.half(), trained.architecture, path, origin)
    provenance = replace(source.provenance, trained_from_sha256=origin["trained_from_sha256"])
    return Source(source.name, path, read_network(path), None, provenance, source.license)


def make_package(
    source: Source, recipe: Recipe, sizes: tuple[int, ...], multifunction: bool, out: Path, set5: Path | None
) -> PackageMetadata:
    """Writes the package. Raises RecipeNotApplicable when the recipe does not suit the network or changes nothing."""
    net = source.net
    if isinstance(net, torch.jit.ScriptModule):
        check_enlarges(net, sizes[0], source.name)
    check_sizes(source, sizes)
    if set5 is not None:
        check_measurable(source, recipe, sizes, multifunction)
    with tempfile.TemporaryDirectory() as folder:
        try:
            model = convert_functions(net, recipe, sizes, Path(folder)) if multifunction else convert(net, recipe, sizes)
        except RecipeNotApplicable:
            raise
        except Exception as error:  # noqa: BLE001 (coremltools raises exceptions of any kind)
            if not isinstance(net, torch.jit.ScriptModule):
                raise
            raise RecipeNotApplicable(f"coremltools cannot convert {source.name}: {first_line(error)}") from error
        return finish_package(model, source, recipe, sizes, out, set5)


def check_sizes(source: Source, sizes: tuple[int, ...]) -> None:
    unit = source.net.unit if isinstance(source.net, SwinIR) else 1
    if len(set(sizes)) < len(sizes) or any(side < 2 * unit or side % unit for side in sizes):
        raise RecipeNotApplicable(
            f"size {', '.join(map(str, sizes))}: {source.name} takes multiples of {unit}, {2 * unit} or more, each once"
        )


def check_measurable(source: Source, recipe: Recipe, sizes: tuple[int, ...], multifunction: bool) -> None:
    """Raises RecipeNotApplicable when the PSNR on Set5 cannot be measured."""
    if measure_scale(source.net, sizes[0]) != SCALE:
        raise RecipeNotApplicable(
            f"{source.name} does not enlarge by {SCALE}, the scale at which Set5 is measured; leave --set5 out"
        )
    if multifunction and recipe.weights:
        raise RecipeNotApplicable(
            f"{recipe.name}: the stored weights of several functions cannot be read back; leave --set5 out"
        )
    if recipe.form and recipe.weights:
        raise RecipeNotApplicable(
            f"{recipe.name}: the stored weights of another form cannot be read back; leave --set5 out"
        )


@torch.inference_mode()
def check_enlarges(net: torch.jit.ScriptModule, side: int, name: str) -> None:
    """Raises RecipeNotApplicable when a user's module does not enlarge an image by a whole factor."""
    wanted = f"a module that maps [1, 3, {side}, {side}] to [1, 3, s*{side}, s*{side}]"
    try:
        output = net(torch.zeros(1, 3, side, side))
    except RuntimeError as error:
        raise RecipeNotApplicable(f"{name} is not {wanted}: {str(error).strip().splitlines()[-1]}") from error
    shape = list(output.shape) if isinstance(output, torch.Tensor) else type(output).__name__
    if (
        not isinstance(output, torch.Tensor)
        or shape != [1, 3, output.shape[-1], output.shape[-1]]
        or output.shape[-1] % side
    ):
        raise RecipeNotApplicable(f"{name} is not {wanted}: its output is {shape}")


@torch.inference_mode()
def measure_scale(net: torch.nn.Module, side: int) -> int:
    return net(torch.zeros(1, 3, side, side)).shape[-1] // side


def finish_package(
    model: ct.models.MLModel, source: Source, recipe: Recipe, sizes: tuple[int, ...], out: Path, set5: Path | None
) -> PackageMetadata:
    metadata = describe_package(model, source, recipe)
    if set5 is not None:
        psnr_db = mean_psnr_y_db(expected_network(source.net, recipe, model, sizes[0]), set5)
        metadata = replace(metadata, set5_psnr_y_db=psnr_db)
    model.short_description = source.provenance.summary or source.name
    model.author = "rezbench"
    model.license = source.license
    write_metadata(model, metadata)
    save_whole(model, out)
    return metadata


def convert_functions(
    net: torch.nn.Module, recipe: Recipe, sizes: tuple[int, ...], folder: Path
) -> ct.models.MLModel:
    """One function for each size, s64, s128 and so on, which share what weights they can; the first is the default.

    The model's files lie in `folder`.
    """
    descriptor = ct.utils.MultiFunctionDescriptor()
    for side in sizes:
        path = str(folder / f"{side}.mlpackage")
        convert(net, recipe, (side,)).save(path)
        descriptor.add_function(path, "main", f"s{side}")
    descriptor.default_function_name = f"s{sizes[0]}"
    whole = str(folder / "multi.mlpackage")
    ct.utils.save_multifunction(descriptor, whole)
    return ct.models.MLModel(whole, skip_model_load=True)


def describe_package(model: ct.models.MLModel, source: Source, recipe: Recipe) -> PackageMetadata:
    return PackageMetadata(
        technique=recipe.name,
        recipe=recipe.summary(),
        family=source.provenance.family,
        trained_on=source.provenance.trained_on,
        trained_from_sha256=source.provenance.trained_from_sha256,
        base_sha256=file_sha256(source.weights),
        parameters=sum(parameter.numel() for parameter in source.net.parameters()),
        compressed_weights=most_compressed(model),
    )


def most_compressed(model: ct.models.MLModel) -> int:
    """How many weights are stored compressed; a weight that is compressed twice has two forms and counts once."""
    return max(count_compressed_weights(model).values(), default=0)


def compress_package(package: Path, recipe: Recipe, out: Path) -> PackageMetadata:
    """Only the stored weights of a finished package can still be changed. Raises RecipeNotApplicable."""
    if recipe.train or recipe.form or recipe.activations or not recipe.weights:
        raise RecipeNotApplicable(
            f"recipe {recipe.name} needs the PyTorch network; a package can only have its weights compressed"
        )
    try:
        model = ct.models.MLModel(str(package), skip_model_load=True)
        broken = [name for name, weight in cto.get_weights_metadata(model, 0).items() if not is_finite(weight.val)]
        if broken:
            raise RecipeNotApplicable(f"{package} holds values that are not finite: {join_faults(broken)}")
        model = compress(model, recipe.weights)
    except RecipeNotApplicable:
        raise
    except Exception as error:  # noqa: BLE001 (coremltools raises exceptions of any kind)
        raise RecipeNotApplicable(f"coremltools cannot apply {recipe.name} to {package}: {first_line(error)}") from error
    metadata = replace(
        read_metadata(model),
        technique=recipe.name,
        recipe=recipe.summary(),
        compressed_weights=most_compressed(model),
        set5_psnr_y_db=None,  # It was measured before the weights were compressed.
    )
    write_metadata(model, metadata)
    save_whole(model, out)
    return metadata


def is_finite(values: np.ndarray) -> bool:
    return not np.issubdtype(values.dtype, np.floating) or bool(np.isfinite(values).all())


def save_whole(model: ct.models.MLModel, out: Path) -> None:
    """Under another name first: a kill leaves the old package, or none."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".partial-") as folder:
        partial = Path(folder) / out.name
        model.save(str(partial))
        shutil.rmtree(out, ignore_errors=True)
        os.replace(partial, out)
