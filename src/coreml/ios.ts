/** Model.proto, specificationVersion: the first iOS that reads each version. */
const versions: Readonly<Record<number, string>> = {
  1: '11.0',
  2: '11.2',
  3: '12.0',
  4: '13.0',
  5: '14.0',
  6: '15.0',
  7: '16.0',
  8: '17.0',
  9: '18.0',
  10: '26.0',
};

/** Finds the oldest iOS that loads a model of this specification version; undefined for a version unknown to rezbench. */
export const minimumIos = (specVersion: number): string | undefined => versions[specVersion];
