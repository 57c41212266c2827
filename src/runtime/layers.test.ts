import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { kindOf, layerCases, networkOf } from '../../test/models/layers/index.js';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { layerFamilies } from '../mil/network/index.js';
import { modelType } from '../../test/models/protobuf.js';
import { hostPredictor } from './index.js';

describe('layers of a neural network', () => {
  let folder: string;
  before(() => {
    folder = temporaryFolder().path;
  });

  for (const one of layerCases) {
    it(`${kindOf(one)} ${one.says}`, async () => {
      const { model, given } = networkOf(one);
      const path = join(folder, 'model.mlmodel');
      writeFileSync(path, modelType.encode(modelType.fromObject(model)).finish());
      const predictor = await hostPredictor(path, { threads: 1 });
      const made = await predictor.predict(
        Object.fromEntries(
          given.map(({ name, shape, values }) => [name, { shape, data: Float32Array.from(values) }] as const),
        ),
      );
      await predictor.release();
      const results = [{ shape: one.to ?? one.shape, values: one.gives }, ...(one.alsoGives ?? [])];
      results.forEach(({ shape, values }, index) => {
        const tensor = made[index === 0 ? 'y' : `y${String(index + 1)}`];
        expect(tensor?.shape).to.deep.equal(shape);
        mustBeNear(tensor?.data, values);
      });
    });
  }

  it('all have such a case', () => {
    const known = Object.values(layerFamilies).flatMap((family) => Object.keys(family));
    const tested = new Set(layerCases.map(kindOf));
    expect(known.filter((kind) => !tested.has(kind))).to.deep.equal([]);
  });
});

function mustBeNear(data: ArrayLike<number> | undefined, values: readonly number[]): void {
  expect(data?.length).to.equal(values.length);
  values.forEach((value, at) => {
    expect(data?.[at], `element ${String(at)} of ${Array.from(data ?? []).join(' ')}`).to.be.closeTo(
      value,
      2e-6 * Math.max(1, Math.abs(value)),
    );
  });
}
