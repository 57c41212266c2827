import pytest
import torch
from architecture import build, read_network, save_network
from safetensors.torch import save_file

TINY = {"kind": "swinir", "channels": 8, "depths": [2], "heads": 2, "upsampler": "nearest+conv", "features": 6}


@torch.inference_mode()
def test_a_network_comes_back_as_it_was_saved(tmp_path):
    net = build(TINY).eval()
    save_network(net, TINY, tmp_path / "tiny.safetensors", {"source": "here"})
    image = torch.rand(1, 3, 16, 16)
    assert torch.equal(read_network(tmp_path / "tiny.safetensors")(image), net(image))


@pytest.mark.parametrize(
    ("architecture", "change", "sentence"),
    [
        ({"kind": "unet"}, None, "kind unet is not one of plain, swinir"),
        ({**TINY, "heads": 0}, None, r"swinir cannot be built of .*\"heads\": 0"),
        ({**TINY, "depths": []}, None, r"swinir cannot be built of .*\"depths\": \[\]"),
        ({**TINY, "speed": 1}, None, "unexpected keyword argument 'speed'"),
        ({**TINY, "depths": [1]}, None, r"b\.0\.l\.1\.fc1\.bias is unknown.* and \d+ more"),
        (TINY, "pn.bias", "not finite: pn.bias"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(tmp_path, architecture, change, sentence):
    net = build(TINY)
    if change is not None:
        net.state_dict()[change].fill_(torch.inf)
    save_network(net, architecture, tmp_path / "tiny.safetensors", {})
    with pytest.raises(ValueError, match=sentence):
        read_network(tmp_path / "tiny.safetensors")


def test_a_file_without_an_architecture_is_refused(tmp_path):
    save_file({"a": torch.zeros(1)}, tmp_path / "plain.safetensors")
    (tmp_path / "text.safetensors").write_text("none")
    with pytest.raises(ValueError, match="names no architecture"):
        read_network(tmp_path / "plain.safetensors")
    with pytest.raises(ValueError, match=r"cannot be read as \.safetensors"):
        read_network(tmp_path / "text.safetensors")
