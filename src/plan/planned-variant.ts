import { parseIosVersion } from '../contract/ios-version.js';
import { minimumIos } from '../coreml/ios.js';
import type { Variant } from './catalogue.js';
import type { OpenedVariant } from './opened-variants.js';
import type { PlannedVariant } from './plan.js';

/** What a plan says of a variant: what the catalogue states and what its file tells, if it can be read. */
export function describeVariant(
  { name, family, technique, reference }: Variant,
  opened: OpenedVariant,
): PlannedVariant {
  const stated = {
    name,
    ...(family !== undefined && { family }),
    ...(technique !== undefined && { technique }),
    ...(reference !== undefined && { reference }),
  };
  if (opened.files === undefined) return stated;
  const { files, model, support, description: described } = opened;
  const minIos = parseIosVersion(minimumIos(model.specVersion) ?? '')?.major;
  return {
    ...stated,
    sha256: files.sha256,
    format: files.format,
    ...(support.sweepable && { scale: support.functions[0].scale }),
    ...(minIos !== undefined && { minIos }),
    packageBytes: files.files.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(described && {
      params: described.params,
      nonzeroParams: described.nonzeroParams,
      ...(opened.macsPerPixel !== undefined && { macsPerPixel: opened.macsPerPixel }),
      weightBytes: described.weightBytes,
      ...(described.weightDtype !== undefined && { weightDtype: described.weightDtype }),
      ...(described.computeDtype !== undefined && { computeDtype: described.computeDtype }),
    }),
  };
}
