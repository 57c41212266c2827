from types import SimpleNamespace

import pytest
from package_metadata import PackageMetadata, read_metadata, write_metadata


def test_metadata_comes_back_as_it_was_written_and_leaves_other_keys_alone():
    model = SimpleNamespace(user_defined_metadata={"rezbench.set5_psnr_y_db": "37.000", "author": "someone"})
    metadata = PackageMetadata(technique="int8", recipe="precision fp16", parameters=107_788, compressed_weights=0)
    write_metadata(model, metadata)
    assert model.user_defined_metadata["author"] == "someone"
    assert "rezbench.set5_psnr_y_db" not in model.user_defined_metadata
    assert read_metadata(model) == metadata


def test_a_package_that_was_made_elsewhere_records_nothing():
    assert read_metadata(SimpleNamespace(user_defined_metadata={})) == PackageMetadata()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("parameters", "many", "metadata rezbench.parameters is 'many', not a whole number; make the package again"),
        ("set5_psnr_y_db", "high", "metadata rezbench.set5_psnr_y_db is 'high', not a number; make the package again"),
    ],
)
def test_a_figure_that_is_not_a_number_is_refused(name, text, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_metadata(SimpleNamespace(user_defined_metadata={f"rezbench.{name}": text}))
