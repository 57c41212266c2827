import { figureNames } from '../plan/figure-names.js';
import type { FigureName } from '../plan/figure-names.js';
import { enlargedImages } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';
import type { JudgedImage } from './quality-file.js';

type Figure = 'psnrYDb' | 'psnrRgbDb' | 'ssimY' | 'fidelityDb';

/** Means over the test set's images, as papers report them. Each is undefined unless every image has the figure. */
export interface QualityFigures extends Readonly<Record<Figure, number | undefined>> {
  /** What the sweep or `tables` asked for. */
  readonly asked: Readonly<Record<FigureName, number | undefined>>;
}

export function qualityOf(enlarged: LaunchRecord | undefined): QualityFigures {
  const images = enlarged ? enlargedImages(enlarged).map(({ judged }) => judged) : [];
  const meanOf = (figureOf: (image: JudgedImage) => number | undefined): number | undefined => {
    const known = images.map((image) => image && figureOf(image)).filter((value) => value !== undefined);
    if (known.length === 0 || known.length < images.length) return undefined;
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  return {
    psnrYDb: meanOf(({ psnrYDb }) => psnrYDb),
    psnrRgbDb: meanOf(({ psnrRgbDb }) => psnrRgbDb),
    ssimY: meanOf(({ ssimY }) => ssimY),
    fidelityDb: meanOf(({ fidelityDb }) => fidelityDb),
    asked: Object.fromEntries(
      figureNames.map((name) => [
        name,
        isOfOneNetwork(images, name) ? meanOf(({ asked }) => asked?.[name]?.figure) : undefined,
      ]),
    ) as Record<FigureName, number | undefined>,
  };
}

/** Figures of two networks have no mean. */
const isOfOneNetwork = (images: readonly (JudgedImage | undefined)[], name: FigureName): boolean =>
  new Set(images.map((image) => image?.asked?.[name]?.networkSha256)).size <= 1;
