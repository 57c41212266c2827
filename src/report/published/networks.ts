/**
 * What published small networks reach, as their papers print it: PSNR and SSIM on Y, border of scale pixels left out, of images that
 * were shrunk bicubically, with which every run's figures on the same images compare. Nothing here was measured by rezbench.
 */

export type BenchmarkName = 'Set5' | 'Set14' | 'B100' | 'Urban100' | 'Manga109';

/** Mean PSNR in dB and mean SSIM over a benchmark's images, on Y. */
interface Score {
  readonly psnrYDb: number;
  /** Absent where it is not published. */
  readonly ssimY?: number;
}

/** A network at one scale. */
export interface PublishedNetwork {
  readonly name: string;
  readonly scale: number;
  /** As printed, in thousands there; papers count with and without tables and buffers, so a package may have some more. */
  readonly params: number;
  /** For an enlarged picture of 1280×720 pixels; absent where no source has it. */
  readonly multiplyAdds?: number;
  readonly scores: Readonly<Partial<Record<BenchmarkName, Score>>>;
  /** Where these figures are printed. */
  readonly source: string;
}

const falsr = 'Chu et al. 2019, arXiv:1901.07261, comparison in its repository';
const swinIr = 'Liang et al. 2021, arXiv:2108.10257, table 3';
const rfdn = 'Liu et al. 2020, arXiv:2009.11551, table 3';
const rlfn = 'Kong et al. 2022, arXiv:2205.07514, table 1';
const piperSr = 'ModelPiper/PiperSR-2x, model card on Hugging Face';

const inOrder: readonly BenchmarkName[] = ['Set5', 'Set14', 'B100', 'Urban100', 'Manga109'];

/** `scores` are pairs of PSNR and SSIM in the order of the benchmarks, as tables print them; `-` is not published. */
function network(
  name: string,
  scale: number,
  [paramsK, multiplyAddsG]: readonly [number, number?],
  scores: string,
  source: string,
): PublishedNetwork {
  const known = scores.split(' ').flatMap((text, index) => {
    const [psnrYDb, ssimY] = text.split('/').map(Number);
    const benchmark = inOrder[index];
    if (benchmark === undefined || psnrYDb === undefined || !Number.isFinite(psnrYDb)) return [];
    return [[benchmark, { psnrYDb, ...(ssimY !== undefined && { ssimY }) }] as const];
  });
  return {
    ...{ name, scale, source },
    params: paramsK * 1000,
    ...(multiplyAddsG !== undefined && { multiplyAdds: multiplyAddsG * 1e9 }),
    scores: Object.fromEntries(known),
  };
}

/** From few parameters to many, scale by scale. */
export const publishedNetworks: readonly PublishedNetwork[] = [
  network('FSRCNN', 2, [12, 6], '37.00/0.9558 32.63/0.9088 31.53/0.8920 29.88/0.9020', falsr),
  network('MoreMNAS-C', 2, [25, 5.5], '37.06/0.9561 32.75/0.9094 31.50/0.8904 29.92/0.9023', falsr),
  network('SRCNN', 2, [57, 52.7], '36.66/0.9542 32.42/0.9063 31.36/0.8879 29.50/0.8946', falsr),
  network('FALSR-B', 2, [326, 74.7], '37.61/0.9585 33.29/0.9143 31.97/0.8967 31.28/0.9191', falsr),
  network('CARN-M', 2, [412, 91.2], '37.53/0.9583 33.26/0.9141 31.92/0.8960 31.23/0.9194', falsr),
  network('PiperSR', 2, [453], '37.54 33.21 31.98 31.38', piperSr),
  network('RLFN', 2, [527], '38.07/0.9607 33.72/0.9187 32.22/0.9000 32.33/0.9299', rlfn),
  network('RFDN', 2, [534], '38.05/0.9606 33.68/0.9184 32.16/0.8994 32.12/0.9278 38.88/0.9773', rfdn),
  network('LAPAR-A', 2, [548, 171], '38.01/0.9605 33.62/0.9183 32.19/0.8999 32.10/0.9283 38.67/0.9772', swinIr),
  network('VDSR', 2, [665, 612.6], '37.53/0.9587 33.03/0.9124 31.90/0.8960 30.76/0.9140', falsr),
  network('IMDN', 2, [694, 158.8], '38.00/0.9605 33.63/0.9177 32.19/0.8996 32.17/0.9283 38.88/0.9774', swinIr),
  network('LatticeNet', 2, [756, 169.5], '38.15/0.9610 33.78/0.9193 32.25/0.9005 32.43/0.9302', swinIr),
  network('LapSRN', 2, [813, 29.9], '37.52/0.9590 33.08/0.9130 31.80/0.8950 30.41/0.9100', falsr),
  network('SwinIR light', 2, [878, 195.6], '38.14/0.9611 33.86/0.9206 32.31/0.9012 32.76/0.9340 39.12/0.9783', swinIr),
  network('FALSR-A', 2, [1021, 234.7], '37.82/0.9595 33.55/0.9168 32.12/0.8987 31.93/0.9256', falsr),
  network('CARN', 2, [1592, 222.8], '37.76/0.9590 33.52/0.9166 32.09/0.8978 31.92/0.9256 38.36/0.9765', swinIr),
  network('RFDN', 3, [541], '34.41/0.9273 30.34/0.8420 29.09/0.8050 28.21/0.8525 33.67/0.9449', rfdn),
  network('LAPAR-A', 3, [544, 114], '34.36/0.9267 30.34/0.8421 29.11/0.8054 28.15/0.8523 33.51/0.9441', swinIr),
  network('IMDN', 3, [703, 71.5], '34.36/0.9270 30.32/0.8417 29.09/0.8046 28.17/0.8519 33.61/0.9445', swinIr),
  network('LatticeNet', 3, [765, 76.3], '34.53/0.9281 30.39/0.8424 29.15/0.8059 28.33/0.8538', swinIr),
  network('SwinIR light', 3, [886, 87.2], '34.62/0.9289 30.54/0.8463 29.20/0.8082 28.66/0.8624 33.98/0.9478', swinIr),
  network('CARN', 3, [1592, 118.8], '34.29/0.9255 30.29/0.8407 29.06/0.8034 28.06/0.8493 33.50/0.9440', swinIr),
  network('RLFN', 4, [543], '32.24/0.8952 28.62/0.7813 27.60/0.7364 26.17/0.7877', rlfn),
  network('RFDN', 4, [550], '32.24/0.8952 28.61/0.7819 27.57/0.7360 26.11/0.7858 30.58/0.9089', rfdn),
  network('LAPAR-A', 4, [659, 94], '32.15/0.8944 28.61/0.7818 27.61/0.7366 26.14/0.7871 30.42/0.9074', swinIr),
  network('IMDN', 4, [715, 40.9], '32.21/0.8948 28.58/0.7811 27.56/0.7353 26.04/0.7838 30.45/0.9075', swinIr),
  network('LatticeNet', 4, [777, 43.6], '32.30/0.8962 28.68/0.7830 27.62/0.7367 26.25/0.7873', swinIr),
  network('SwinIR light', 4, [897, 49.6], '32.44/0.8976 28.77/0.7858 27.69/0.7406 26.47/0.7980 30.92/0.9151', swinIr),
  network('CARN', 4, [1592, 90.9], '32.13/0.8937 28.60/0.7806 27.58/0.7349 26.07/0.7837 30.47/0.9084', swinIr),
];
