"""Reads the entries of a YAML file field by field.

A mistake ends the program with one sentence that names the file, the entry, the field and the remedy.
"""

import math
from pathlib import Path
from typing import NoReturn, TypeVar

import yaml

Choice = TypeVar("Choice")


def read_yaml(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text())
    except OSError as error:
        raise SystemExit(f"{path} cannot be read ({error.strerror}); give a YAML file") from error
    except UnicodeDecodeError as error:
        raise SystemExit(f"{path} is not text in UTF-8; give a YAML file") from error
    except yaml.YAMLError as error:
        raise SystemExit(f"{path} is not valid YAML: {' '.join(str(error).split())}") from error


class Entry:
    """A mapping in a YAML file. `where` names the file and the entry; `prefix` precedes the names of nested fields."""

    def __init__(self, mapping: dict, where: str, known: tuple[str, ...], prefix: str = "") -> None:
        self.where, self.prefix = where, prefix
        self.fields = {name: value for name, value in mapping.items() if value is not None}
        unknown = sorted(str(name) for name in mapping if name not in known)
        if unknown:
            names = ", ".join(f"{prefix}{name}" for name in unknown)
            self.fail(f"unknown field {names}; the fields are {', '.join(known)}")

    def fail(self, sentence: str) -> NoReturn:
        raise SystemExit(f"{self.where}: {sentence}")

    def has(self, name: str) -> bool:
        return name in self.fields

    def require(self, name: str, remedy: str) -> object:
        if name not in self.fields:
            self.fail(f"field {self.prefix}{name} is missing; give {remedy}")
        return self.fields[name]

    def choice(self, name: str, allowed: tuple[Choice, ...]) -> Choice:
        """Tells True from 1, and 1 from 1.0."""
        known = ", ".join(map(str, allowed))
        remedy = known if len(allowed) == 1 else f"one of {known}"
        value = self.require(name, remedy)
        for one in allowed:
            if type(value) is type(one) and value == one:
                return one
        reason = f"is not known; give {known}" if len(allowed) == 1 else f"is not {remedy}"
        self.fail(f"field {self.prefix}{name}: {value} {reason}")

    def count(self, name: str) -> int:
        value = self.require(name, "a whole number above 0")
        if type(value) is not int or value < 1:
            self.fail(f"field {self.prefix}{name}: {value} is not a whole number above 0")
        return value

    def share(self, name: str) -> float:
        value = self.require(name, "a share between 0 and 1, such as 0.5")
        if not isinstance(value, float) or not 0 < value < 1:
            self.fail(f"field {self.prefix}{name}: {value} is not a share between 0 and 1, such as 0.5")
        return value

    def optional_rate(self, name: str) -> float | None:
        value = self.fields.get(name)
        if value is not None and (not isinstance(value, float) or not 0 < value < math.inf):
            self.fail(f"field {self.prefix}{name}: {value} is not a number above 0, such as 0.0004")
        return value
