"""The text of MODEL_CARD.md; catalogue.py fills in the figures."""

CARD = """\
# The models that come with rezbench

Networks for x2 super-resolution of RGB photographs, made to be measured, not to be the best there are.

- `plain-x2` (baseline): seven 3x3 convolutions, 28 channels.
- `swinir-s-x2` (lightweight): a small SwinIR (Liang et al., ICCVW 2021): 32 channels, two blocks of four layers, four
  heads, windows of 8.
- `swinir-c-x2` (classical): the same blocks, 40 channels, five heads, the classical upsampler; begun from the
  lightweight's weights, trained for {classical_steps} steps.
- `swinir-r-x2` (real): the lightweight's blocks with the real-world upsampler, begun from its weights and trained for
  {real_steps} steps on degraded photographs (blur, resizing, noise, JPEG, after BSRGAN and Real-ESRGAN). It
  removes noise and compression, so its PSNR on the clean Set5 is low; judge it by fidelity to its own reference.

**Training.** On T91 (Yang et al., IEEE TIP 2010) and BSDS400 (the training and test parts of BSDS500, Arbelaez et al.,
IEEE TPAMI 2011), 491 images, shrunk by MATLAB's bicubic; L1 loss, one seed each. Both sets are for research; whoever
uses these weights otherwise must settle that. Nothing else was trained on. The weights are under weights/; those that
a recipe fine-tuned, and the classical and real networks, are stored in half precision.

**Measured.** `PSNR` is the mean over Set5 x2 (five images, one seed) of the luma PSNR that PyTorch reaches in float32
arithmetic, on whole images, with the weights as the package stores them and, for w8a8, the activations it quantizes;
bicubic enlargement gives 33.678 dB. It says what a technique costs, not what half-precision arithmetic costs on a
phone: that is rezbench's to measure. `compressed` counts the weights that are stored compressed.

| package | family | technique | parameters | bytes | compressed | PSNR (dB) |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

## What the zoo says to the study's three insights

All figures are losses against the network's own fp32 (fp16 where weights are kept so), of PSNR on the five images of
Set5, one seed each. Differences of a few hundredths of a decibel mean little.

**Quantization against fp16 and mixed precision.** Lightweight: {quantization}. {quantized}. fp16 and mixed store the same weights,
so they can only differ by a phone's arithmetic.

**Heads against neurons against unstructured.** Lightweight, half of each pruned or, by Taylor scores, half of both together, then fine-tuned for {structural_steps} steps:
{heads}; {neurons}; {taylor} (heads and neurons of the whole network ranked by the loss's gradient). Unstructured, which
removes no parameter but makes it zero: {unstructured}; the first two are pruned in one go without training, the others
were trained for {iterative_steps} and {sensitivity_steps} steps. Of these, {pruned}; their trainings are not equally long.

**Sensitivity against model size.** Losses in dB of the same technique, without training:

| network | parameters | int8 | palette4 | sparse75 |
| --- | --- | --- | --- | --- |
{sizes}

Here {against_size}. Three networks of two kinds are few to tell size from kind.

**The study's future work.** {work}. Windows and patches were changed in the trained lightweight network, which was then
trained for 250 to 1,500 steps more (see scripts/zoo/recipes.yaml); ane computes the same in another form.

## Limits

int8, int4 and palettes concern the stored weights alone: Core ML computes with them in half precision, and has no
dynamic quantization of activations. w8a8 quantizes activations too, by ranges seen on the photographs of images/.
Norms and biases stay fp16, and position biases too but in w8a8.

## Rebuilding

With Python 3.11, and Set5 as the SwinIR repository lays it out (HR, LR_bicubic/X2):

```
pip install -r scripts/zoo/requirements.txt
python scripts/zoo/build.py models --set5 Set5
python scripts/zoo/catalogue.py models
python scripts/zoo/audit.py models --set5 Set5 --markdown models/AUDIT.md
python scripts/zoo/set5.py Set5 test/golden/set5.json
```

`--only NAME` rebuilds one package: the same weights, and the same program but for its date and identifiers.
"""
