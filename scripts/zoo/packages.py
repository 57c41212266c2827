"""Reads packages.yaml: which packages the project ships."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from families import FAMILIES, Family
from recipes import Recipe
from yaml_entry import Entry, read_yaml

Shapes = Literal["fixed", "enumerated", "multifunction"]
ENDINGS: dict[Shapes, str] = {"enumerated": "enum", "multifunction": "multi"}
"""How the name of a package of several sizes ends; that of one size ends with its side."""


@dataclass(frozen=True)
class Package:
    """A network, a recipe, and the sides of its square inputs in pixels."""

    network: Family
    recipe: Recipe
    sizes: tuple[int, ...]
    shapes: Shapes = "fixed"

    @property
    def name(self) -> str:
        return f"{self.network.name}-{self.recipe.name}-{ENDINGS.get(self.shapes, self.sizes[0])}"


def read_packages(path: Path, recipes: dict[str, Recipe]) -> list[Package]:
    """Exits with one sentence for a field that is unknown, missing or of the wrong kind."""
    entries = read_yaml(path)
    if not isinstance(entries, list):
        raise SystemExit(f"{path} must be a list of packages, as in - {{ network: plain-x2, recipe: fp16, sizes: [64] }}")
    return [parse_package(entry, recipes, f"{path}: entry {index}") for index, entry in enumerate(entries, 1)]


def parse_package(value: object, recipes: dict[str, Recipe], where: str) -> Package:
    if not isinstance(value, dict):
        raise SystemExit(f"{where} must have the fields network, recipe and sizes")
    entry = Entry(value, where, ("network", "recipe", "sizes", "shapes"))
    network = FAMILIES[entry.choice("network", tuple(FAMILIES))]
    recipe = recipes[entry.choice("recipe", tuple(recipes))]
    sizes = parse_sizes(entry)
    shapes = entry.choice("shapes", get_args(Shapes)) if entry.has("shapes") else "fixed"
    if (shapes == "fixed") != (len(sizes) == 1):
        entry.fail("field shapes: several sizes are enumerated or multifunction, one size is fixed")
    return Package(network, recipe, sizes, shapes)


def parse_sizes(entry: Entry) -> tuple[int, ...]:
    remedy = "a list of multiples of 8, each 16 or more, such as [64]"
    sizes = entry.require("sizes", remedy)
    if not isinstance(sizes, list) or not sizes or any(type(side) is not int or side < 16 or side % 8 for side in sizes):
        entry.fail(f"field sizes must be {remedy}")
    return tuple(sizes)
