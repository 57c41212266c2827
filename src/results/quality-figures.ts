import { enlargedImages } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';

type Figure = 'psnrYDb' | 'psnrRgbDb' | 'ssimY' | 'fidelityDb';

/** Means over the test set's images, as papers report them. Each is undefined unless every image has the figure. */
export type QualityFigures = Readonly<Record<Figure, number | undefined>>;

export function qualityOf(enlarged: LaunchRecord | undefined): QualityFigures {
  const images = enlarged ? enlargedImages(enlarged).map(({ judged }) => judged) : [];
  const meanOf = (figure: Figure): number | undefined => {
    const known = images.map((image) => image?.[figure]).filter((value) => value !== undefined);
    if (known.length === 0 || known.length < images.length) return undefined;
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  return {
    psnrYDb: meanOf('psnrYDb'),
    psnrRgbDb: meanOf('psnrRgbDb'),
    ssimY: meanOf('ssimY'),
    fidelityDb: meanOf('fidelityDb'),
  };
}
