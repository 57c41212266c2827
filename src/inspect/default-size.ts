import { elementCount } from '../mil/constant.js';
import type { OpenedModel } from '../mil/open-model.js';
import type { FeatureDescription } from '../coreml/feature.js';
import type { Program, TypedName } from '../mil/program.js';
import { Unsupported } from '../mil/unsupported.js';
import { Problem } from '../problem.js';
import { lower } from '../runtime/lower/index.js';
import { portOf } from '../runtime/lower/value.js';
import { loadOnnx } from '../runtime/predictor.js';
import type { Tensor } from '../runtime/predictor.js';

/**
 * Reads the default function of a flexible model with the shapes of its values at the default input size. The file does
 * not state them, so the function is run once on zeros. Undefined where the host cannot run it.
 */
export async function programAtDefaultSize({ files, model, program }: OpenedModel): Promise<Program | undefined> {
  if (program === undefined) return undefined;
  const inputs = program.inputs.map((input) => {
    const feature = model.inputs.find(({ name }) => name === input.name);
    return { ...input, shape: defaultShape(input, feature) };
  });
  const computed = program.operations
    .flatMap(({ outputs }) => outputs)
    .filter(({ dtype }) => portOf(dtype) !== undefined)
    .map(({ name }) => name);
  try {
    const predictor = await loadOnnx(lower({ ...program, inputs, outputs: computed }), 1, files.path);
    const outputs = await predictor.predict(Object.fromEntries(inputs.map((input) => [input.name, zeros(input)])));
    await predictor.release();
    const withMeasuredShape = (value: TypedName): TypedName => ({
      ...value,
      shape: outputs[value.name]?.shape ?? value.shape,
    });
    const operations = program.operations.map((one) => ({ ...one, outputs: one.outputs.map(withMeasuredShape) }));
    return { ...program, inputs, operations };
  } catch (error) {
    if (error instanceof Problem || error instanceof Unsupported) return undefined;
    throw error;
  }
}

function defaultShape({ shape }: TypedName, feature: FeatureDescription | undefined): TypedName['shape'] {
  switch (feature?.type.kind) {
    case 'image': {
      const { width, height } = feature.type;
      return [...shape.slice(0, -2), height, width];
    }
    case 'array':
      return feature.type.shape.length === shape.length ? feature.type.shape : shape;
    case 'other':
    case undefined:
      return shape;
  }
}

function zeros({ dtype, shape }: TypedName): Tensor {
  const sides = shape.map((side) => side ?? 1);
  const count = elementCount(sides);
  return { shape: sides, data: portOf(dtype) === 'int32' ? new Int32Array(count) : new Float32Array(count) };
}
