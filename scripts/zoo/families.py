"""The networks of the zoo: their code, their weights, and where these come from."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from plain import Plain
from safetensors.torch import load_file
from swinir import SwinIR

TRAINED_ON = "T91 and BSDS400 (491 images), bicubic x2"


@dataclass(frozen=True)
class Family:
    """A trained network; `name` begins its packages' names and names its weights file."""

    name: str
    family: str
    summary: str
    build: Callable[[], torch.nn.Module]

    def weights(self, folder: Path) -> Path:
        return folder / f"{self.name}.safetensors"

    def load(self, folder: Path) -> torch.nn.Module:
        """The network with its trained weights. Exits with one sentence when names, shapes or values are wrong."""
        path, net = self.weights(folder), self.build()
        if not path.exists():
            raise SystemExit(f"{path} is not there; give the folder of the .safetensors files by --weights")
        state, expected = load_file(path), net.state_dict()
        wrong = sorted(
            key
            for key in state.keys() | expected.keys()
            if key not in state or key not in expected or state[key].shape != expected[key].shape
        )
        if wrong:
            raise SystemExit(f"{path} does not fit {self.name}: wrong or missing {', '.join(wrong)}")
        broken = sorted(key for key, value in state.items() if not torch.isfinite(value).all())
        if broken:
            raise SystemExit(f"{path} holds values that are not finite: {', '.join(broken)}")
        net.load_state_dict(state)
        return net.eval()


FAMILIES = {
    family.name: family
    for family in (
        Family("plain-x2", "baseline", "Plain convolutional network, x2 super-resolution of an RGB image", Plain),
        Family("swinir-s-x2", "lightweight", "Small SwinIR, x2 super-resolution of an RGB image", SwinIR),
    )
}


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
