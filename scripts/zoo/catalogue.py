"""Writes models/variants.yaml, models/MODEL_CARD.md and sweeps/zoo.yaml from the packages' metadata.

    python scripts/zoo/catalogue.py models
"""

import argparse
import textwrap
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path

import coremltools as ct
from build import PACKAGES
from card import CARD
from families import FAMILIES
from make_variants import RECIPES
from package_metadata import read_metadata
from packages import Package, read_packages
from recipes import Recipe, read_recipes
from set5 import MARGIN


@dataclass(frozen=True)
class ShippedPackage:
    """A package under models/, and what the card says about it."""

    package: Package
    family: str
    parameters: int
    compressed_weights: int
    psnr_db: float
    size_bytes: int


def read_shipped(package: Package, models: Path) -> ShippedPackage:
    """Exits with one sentence when the package is missing or its metadata lacks a figure."""
    path = models / f"{package.name}.mlpackage"
    if not path.exists():
        raise SystemExit(f"{path} does not exist; make it with build.py --only {package.name}")
    try:
        metadata = read_metadata(ct.models.MLModel(str(path), skip_model_load=True))
    except ValueError as error:
        raise SystemExit(f"{path}: {error}") from error
    figures = {
        "family": metadata.family,
        "parameters": metadata.parameters,
        "compressed_weights": metadata.compressed_weights,
        "psnr_db": metadata.set5_psnr_y_db,
    }
    missing = [name for name, value in figures.items() if value is None]
    if missing:
        raise SystemExit(f"{path} does not record its {', '.join(missing)}; make it again with build.py --set5")
    size_bytes = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return ShippedPackage(package=package, **figures, size_bytes=size_bytes)


@dataclass(frozen=True)
class Variant:
    """An entry of variants.yaml."""

    name: str
    file: str
    family: str
    technique: str
    reference: str
    tile_margin: int = MARGIN

    def yaml(self) -> str:
        return "  - " + "\n    ".join(f"{field}: {value}" for field, value in asdict(self).items())


def describe_variant(shipped: ShippedPackage, names: set[str]) -> Variant:
    package = shipped.package
    references = (f"{package.network.name}-{recipe}-{package.sizes[0]}" for recipe in ("fp32", "fp16"))
    reference = next((name for name in references if name in names), None)
    if reference is None:
        raise SystemExit(
            f"{PACKAGES}: {package.name} has no fp32 or fp16 package of its size as its reference; add one"
        )
    return Variant(package.name, f"{package.name}.mlpackage", shipped.family, package.recipe.name, reference)


def format_row(shipped: ShippedPackage) -> str:
    counts = (shipped.parameters, shipped.size_bytes, shipped.compressed_weights)
    names = (shipped.package.name, shipped.family, shipped.package.recipe.name)
    cells = [*names, *map(str, counts), f"{shipped.psnr_db:.3f}"]
    return f"| {' | '.join(cells)} |"


BY_SIZE = ("plain-x2", "swinir-s-x2", "swinir-c-x2")
COMPARED = ("int8", "palette4", "sparse75")
PRUNED = ("heads50", "neurons50", "taylor50", "sparse50", "sparse75", "iterative75", "sensitivity60")
QUANTIZED = ("fp16", "mixed", "int8", "w8a8", "int4-block16", "palette6", "palette4")


class Figures:
    """The figures of packages for 64x64 that the card's sentences quote."""

    def __init__(self, shipped: list[ShippedPackage]) -> None:
        self.by_name = {one.package.name: one for one in shipped}

    def package(self, network: str, recipe: str) -> ShippedPackage:
        return self.by_name[f"{network}-{recipe}-64"]

    def reference(self, network: str) -> ShippedPackage:
        """A network whose weights are stored in half precision has no fp32 package: fp16 is the same."""
        return self.by_name.get(f"{network}-fp32-64") or self.package(network, "fp16")

    def loss_db(self, network: str, recipe: str) -> float:
        return self.reference(network).psnr_db - self.package(network, recipe).psnr_db

    def list_losses(self, network: str, recipes: tuple[str, ...]) -> str:
        return ", ".join(f"{recipe} {self.loss_db(network, recipe):.3f} dB" for recipe in recipes)

    def describe_structure(self, recipe: str) -> str:
        reference, pruned = self.reference("swinir-s-x2"), self.package("swinir-s-x2", recipe)
        removed = 1 - pruned.parameters / reference.parameters
        return f"{recipe} takes {removed:.1%} of the parameters and loses {self.loss_db('swinir-s-x2', recipe):.3f} dB"

    def name_extremes(self, network: str, recipes: tuple[str, ...]) -> str:
        order = sorted(recipes, key=lambda recipe: self.loss_db(network, recipe))
        return f"{order[0]} costs least, {order[-1]} most"

    def size_rows(self) -> str:
        rows = []
        for network in BY_SIZE:
            losses = [f"{self.loss_db(network, recipe):.3f}" for recipe in COMPARED]
            rows.append("| " + " | ".join([network, str(self.reference(network).parameters), *losses]) + " |")
        return "\n".join(rows)

    def describe_trends(self) -> str:
        return "; ".join(f"{recipe}'s loss {self.describe_trend(recipe)}" for recipe in COMPARED)

    def describe_trend(self, recipe: str) -> str:
        losses = [self.loss_db(network, recipe) for network in BY_SIZE]
        if losses == sorted(losses):
            return "rises with the parameters"
        return "falls with the parameters" if losses == sorted(losses, reverse=True) else "follows no order of size"


def format_steps(recipe: Recipe) -> str:
    if recipe.train is None:
        raise SystemExit(f"{RECIPES}: recipe {recipe.name} must have a train; the card quotes its steps")
    return f"{recipe.train.steps:,}"


def describe_insights(figures: Figures, recipes: dict[str, Recipe]) -> dict[str, str]:
    small = "swinir-s-x2"
    return {
        "quantization": figures.list_losses(small, QUANTIZED),
        "quantized": figures.name_extremes(small, QUANTIZED),
        "heads": figures.describe_structure("heads50"),
        "neurons": figures.describe_structure("neurons50"),
        "taylor": figures.describe_structure("taylor50"),
        "pruned": figures.name_extremes(small, PRUNED),
        "unstructured": figures.list_losses(small, ("sparse50", "sparse75", "iterative75", "sensitivity60")),
        "sizes": figures.size_rows(),
        "against_size": figures.describe_trends(),
        "classical_steps": f"{FAMILIES['swinir-c-x2'].steps:,}",
        "real_steps": f"{FAMILIES['swinir-r-x2'].steps:,}",
        "structural_steps": format_steps(recipes["heads50"]),
        "iterative_steps": format_steps(recipes["iterative75"]),
        "sensitivity_steps": format_steps(recipes["sensitivity60"]),
        "work": figures.list_losses(small, ("window4", "window16", "patch2", "ane")),
    }


def wrap(paragraph: str) -> str:
    return textwrap.fill(paragraph.strip(), 120) if paragraph[:1].isalpha() or paragraph.startswith("**") else paragraph


SWEEP = """\
# Every variant that comes with rezbench, once on each compute unit that differs most. Written by scripts/zoo/catalogue.py.
name: zoo
seed: 1
variants:
{names}
compute_units: [cpuOnly, cpuAndNeuralEngine]
sizes: [64x64]
anchor: plain-x2-fp16-64
measure:
  warmup: 3
  iterations: 50
  min_seconds: 2
  end_to_end_iterations: 5
quality:
  testset: ../images
  crop: 192x192
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=Path)
    args = parser.parse_args()
    warnings.simplefilter("ignore")

    recipes = read_recipes(RECIPES)
    shipped = [read_shipped(package, args.models) for package in read_packages(PACKAGES, recipes)]
    names = {one.package.name for one in shipped}
    head = "# The variants that come with rezbench, by the names that sweeps use. Written by scripts/zoo/catalogue.py.\n"
    variants = "\n".join(describe_variant(one, names).yaml() for one in shipped)
    (args.models / "variants.yaml").write_text(f"{head}variants:\n{variants}\n")
    card = CARD.format(rows="\n".join(map(format_row, shipped)), **describe_insights(Figures(shipped), recipes))
    (args.models / "MODEL_CARD.md").write_text("\n\n".join(map(wrap, card.split("\n\n"))))
    swept = "\n".join(f"  - {one.package.name}" for one in shipped)
    (args.models.parent / "sweeps").mkdir(exist_ok=True)
    (args.models.parent / "sweeps/zoo.yaml").write_text(SWEEP.format(names=swept))


if __name__ == "__main__":
    main()
