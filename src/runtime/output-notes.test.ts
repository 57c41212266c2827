import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { FeatureDescription } from '../coreml/feature.js';
import { outputNotes } from './output-notes.js';
import type { PictureInput } from './input-files.js';

const sides = { width: 2, height: 1 };
const image: FeatureDescription = {
  name: 'y',
  type: { kind: 'image', colour: 'rgb', ...sides, sizes: { kind: 'fixed' } },
};
const array: FeatureDescription = {
  name: 'y',
  type: { kind: 'array', element: 'fp32', shape: [1, 3, 1, 2], shapes: { kind: 'fixed' } },
};
const picture = (...levels: number[]): PictureInput => ({
  feature: { name: 'x', kind: 'image', layout: 'RGB', channels: 3, ...sides, range: [0, 255] },
  image: { ...sides, data: Uint8Array.from(levels) },
  note: undefined,
});
const lively = picture(0, 90, 200, 40, 50, 60);

const notes = (
  feature: FeatureDescription,
  values: readonly number[],
  { of = lively, isDrawn = true, range }: { of?: PictureInput; isDrawn?: boolean; range?: [number, number] } = {},
): string[] =>
  outputNotes(feature, { shape: [1, 3, 1, 2], data: Float32Array.from(values) }, { picture: of, isDrawn, range });

describe('what is said of an output', () => {
  it('is nothing where it is a picture', () => {
    expect(notes(image, [-20, 30, 99, 260, 5, 6])).to.deep.equal([]);
    expect(notes(array, [-0.1, 0.3, 0.9, 1.1, 0, 0.6])).to.deep.equal([]);
  });

  it('is how much of it is no number or infinite', () => {
    expect(notes(image, [1, NaN, 3, Infinity, 5, 6])).to.deep.equal([
      'output y has 2 of 6 values that are no numbers or infinite',
    ]);
  });

  it('is that it is the same everywhere, where its picture is not', () => {
    const same = ['output y is the same everywhere, whatever the picture shows'];
    expect(notes(image, [128, 128, 128, 128, 128, 128])).to.deep.equal(same);
    expect(notes(array, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5])).to.deep.equal(same);
    expect(notes(array, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5], { isDrawn: false })).to.deep.equal([]);
    expect(notes(image, [200, 200, 30, 30, 8, 8]), 'one colour').to.deep.equal(same);
    expect(notes(image, [200, 200, 30, 31, 8, 8])).to.deep.equal([]);
    expect(notes(image, [7, 7, 7, 7, 7, 7], { of: picture(7, 7, 7, 7, 7, 7) })).to.deep.equal([]);
  });

  it('is that an image of 0 to 1 will be black, where its picture is not', () => {
    expect(notes(image, [0, 0.2, 0.4, 1, 0.9, 0.3])[0]).to.match(/none is above 1\.00: it will be black on a phone/);
    expect(notes(image, [0, 0.2, 0.4, 1, 0.9, 0.3], { of: picture(0, 1, 0, 1, 0, 1) })).to.deep.equal([]);
    expect(notes(array, [0, 0.2, 0.4, 1, 0.9, 0.3])).to.deep.equal([]);
  });

  it('is that an array goes beyond the values it is drawn from', () => {
    const levels = [0, 30, 99, 255, 5, 6];
    expect(notes(array, levels)[0]).to.match(/drawn from 0 to 1, but reaches 255: what lies beyond is white/);
    expect(notes(array, levels, { isDrawn: false })).to.deep.equal([]);
    expect(notes(array, levels, { range: [0, 255] })).to.deep.equal([]);
  });
});
