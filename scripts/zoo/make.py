"""Makes one package of a network and a recipe, whole or not at all."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import coremltools as ct
import coremltools.optimize.coreml as cto
import numpy as np
import torch
from architecture import first_line, listed, read_network, save_network, sha256_of
from compress import Nothing, compressed, constexprs
from convert import convert
from recipes import Recipe
from set5 import SCALE, mean_psnr_y_db
from stored_weights import expected
from swinir import SwinIR
from tune import Bench, Trained, check_origin, origin, tuned

LICENSE = "Apache-2.0; trained on T91 and BSDS400, whose terms limit them to research"


@dataclass(frozen=True)
class Source:
    """A network whose weights are in a file; `told` goes into the packages' metadata."""

    name: str
    weights: Path
    net: torch.nn.Module
    architecture: dict | None
    told: dict[str, str]
    license: str = ""


def trained(source: Source, recipe: Recipe, bench: Bench | None) -> Source:
    """What the recipe's training makes of it: from the weights file beside the source's, which is made if need be.

    Raises Nothing when there is nothing to train, or nothing to train with.
    """
    if recipe.train is None:
        return source
    path = source.weights.with_name(f"{source.name}-{recipe.name}.safetensors")
    told = {"technique": recipe.name, **origin(source.weights, recipe.train)}
    if path.exists():
        check_origin(path, told, source.weights)
    else:
        if source.architecture is None or not isinstance(source.net, SwinIR):
            raise Nothing(f"recipe {recipe.name} trains a SwinIR; {source.weights.name} holds none that can be")
        if source.architecture.get("scale", SCALE) != SCALE:
            raise Nothing(f"recipe {recipe.name} trains networks that enlarge by {SCALE}; {source.weights.name} does not")
        if bench is None:
            raise Nothing(f"{path} is not there and --train gives no folder of photographs to train with")
        found = tuned(Trained(source.net, source.architecture), recipe.train, bench, path.stem)
        save_network(found.net.half(), found.architecture, path, told)
    told = {**source.told, "trained_from_sha256": told["trained_from_sha256"]}
    return Source(source.name, path, read_network(path), None, told, source.license)


def make(
    source: Source, recipe: Recipe, sizes: tuple[int, ...], multifunction: bool, out: Path, set5: Path | None
) -> dict[str, str]:
    """Writes the package; returns its metadata. Raises Nothing when the recipe does not apply or changes nothing."""
    net = source.net
    if isinstance(net, torch.jit.ScriptModule):
        check_enlarges(net, sizes[0], source.name)
    unit = net.unit if isinstance(net, SwinIR) else 1
    if len(set(sizes)) < len(sizes) or any(side < 2 * unit or side % unit for side in sizes):
        raise Nothing(f"size {', '.join(map(str, sizes))}: {source.name} takes multiples of {unit}, {2 * unit} or more, each once")
    if set5 is not None and scale_of(net, sizes[0]) != SCALE:
        raise Nothing(f"{source.name} does not enlarge by {SCALE}, as Set5 is measured; leave --set5 out")
    if set5 is not None and multifunction and recipe.weights:
        raise Nothing(f"{recipe.name}: the stored weights of several functions cannot be read back; leave --set5 out")
    if set5 is not None and recipe.form and recipe.weights:
        raise Nothing(f"{recipe.name}: the stored weights of another form cannot be read back; leave --set5 out")
    with tempfile.TemporaryDirectory() as folder:
        try:
            model = one_function_a_size(net, recipe, sizes, Path(folder)) if multifunction else convert(net, recipe, sizes)
        except Nothing:
            raise
        except Exception as error:  # noqa: BLE001 (coremltools raises what it likes)
            if not isinstance(net, torch.jit.ScriptModule):
                raise
            raise Nothing(f"coremltools cannot convert {source.name}: {first_line(error)}") from error
        return finished(model, source, recipe, sizes, out, set5)


@torch.inference_mode()
def check_enlarges(net: torch.jit.ScriptModule, side: int, name: str) -> None:
    """Raises Nothing when a user's module does not map an image to an image of a whole multiple of its size."""
    wanted = f"a module that maps [1, 3, {side}, {side}] to [1, 3, s*{side}, s*{side}]"
    try:
        made = net(torch.zeros(1, 3, side, side))
    except RuntimeError as error:
        raise Nothing(f"{name} is not {wanted}: {str(error).strip().splitlines()[-1]}") from error
    shape = list(made.shape) if isinstance(made, torch.Tensor) else type(made).__name__
    if not isinstance(made, torch.Tensor) or shape != [1, 3, made.shape[-1], made.shape[-1]] or made.shape[-1] % side:
        raise Nothing(f"{name} is not {wanted}: it gives {shape}")


@torch.inference_mode()
def scale_of(net: torch.nn.Module, side: int) -> int:
    return net(torch.zeros(1, 3, side, side)).shape[-1] // side


def finished(
    model: ct.models.MLModel, source: Source, recipe: Recipe, sizes: tuple[int, ...], out: Path, set5: Path | None
) -> dict[str, str]:
    net = source.net
    describe(model, source, recipe, sum(parameter.numel() for parameter in net.parameters()))
    if set5 is not None:
        psnr_db = mean_psnr_y_db(expected(net, recipe, model, sizes[0]), set5)
        model.user_defined_metadata["rezbench.set5_psnr_y_db"] = f"{psnr_db:.3f}"
    save_whole(model, out)
    return dict(model.user_defined_metadata)


def one_function_a_size(
    net: torch.nn.Module, recipe: Recipe, sizes: tuple[int, ...], folder: Path
) -> ct.models.MLModel:
    """Functions s64, s128 and so on, which share what weights they can; the first is the default. It lies in `folder`."""
    descriptor = ct.utils.MultiFunctionDescriptor()
    for side in sizes:
        path = str(folder / f"{side}.mlpackage")
        convert(net, recipe, (side,)).save(path)
        descriptor.add_function(path, "main", f"s{side}")
    descriptor.default_function_name = f"s{sizes[0]}"
    whole = str(folder / "multi.mlpackage")
    ct.utils.save_multifunction(descriptor, whole)
    return ct.models.MLModel(whole, skip_model_load=True)


def describe(model: ct.models.MLModel, source: Source, recipe: Recipe, parameters: int) -> None:
    """Writes where the package comes from into its own metadata."""
    model.short_description = source.told.get("summary", source.name)
    model.author = "rezbench"
    model.license = source.license
    forms = constexprs(model)
    model.user_defined_metadata.update(
        {
            **{f"rezbench.{field}": value for field, value in source.told.items() if field != "summary"},
            "rezbench.technique": recipe.name,
            "rezbench.recipe": told(recipe),
            "rezbench.parameters": str(parameters),
            "rezbench.base_sha256": sha256_of(source.weights),
            "rezbench.compressed_weights": str(max(forms.values(), default=0)),
        }
    )


def told(recipe: Recipe) -> str:
    fields = {field: value for field, value in vars(recipe).items() if value and field != "name"}
    return ", ".join(f"{field} {value}" for field, value in fields.items())


def compress_package(package: Path, recipe: Recipe, out: Path) -> dict[str, str]:
    """Of a finished package only the stored weights can still be changed. Raises Nothing."""
    if recipe.train or recipe.form or recipe.activations or not recipe.weights:
        raise Nothing(f"recipe {recipe.name} needs the PyTorch network; a package can only have its weights compressed")
    try:
        model = ct.models.MLModel(str(package), skip_model_load=True)
        broken = [name for name, kept in cto.get_weights_metadata(model, 0).items() if not finite(kept.val)]
        if broken:
            raise Nothing(f"{package} holds values that are not finite: {listed(broken)}")
        model = compressed(model, recipe.weights)
    except Nothing:
        raise
    except Exception as error:  # noqa: BLE001 (coremltools raises what it likes)
        raise Nothing(f"coremltools cannot apply {recipe.name} to {package}: {first_line(error)}") from error
    model.user_defined_metadata.pop("rezbench.set5_psnr_y_db", None)  # It was measured with the weights as they were.
    model.user_defined_metadata.update(
        {
            "rezbench.technique": recipe.name,
            "rezbench.recipe": told(recipe),
            "rezbench.compressed_weights": str(max(constexprs(model).values())),
        }
    )
    save_whole(model, out)
    return dict(model.user_defined_metadata)


def finite(values: np.ndarray) -> bool:
    return not np.issubdtype(values.dtype, np.floating) or bool(np.isfinite(values).all())


def save_whole(model: ct.models.MLModel, out: Path) -> None:
    """Under another name first: a kill leaves the old package, or none."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".partial-") as folder:
        partial = Path(folder) / out.name
        model.save(str(partial))
        shutil.rmtree(out, ignore_errors=True)
        os.replace(partial, out)
