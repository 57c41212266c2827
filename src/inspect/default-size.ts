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
 * The default function of a flexible model with the shapes its values have at the default input size, which the file
 * states nowhere: it is run once on zeros. Undefined where the host cannot run it.
 */
export async function atDefaultSize({ files, model, program }: OpenedModel): Promise<Program | undefined> {
  if (program === undefined) return undefined;
  const inputs = program.inputs.map((input) => {
    const feature = model.inputs.find(({ name }) => name === input.name);
    return { ...input, shape: defaultShape(input, feature) };
  });
  const made = program.operations
    .flatMap(({ outputs }) => outputs)
    .filter(({ dtype }) => portOf(dtype) !== undefined)
    .map(({ name }) => name);
  try {
    const predictor = await loadOnnx(lower({ ...program, inputs, outputs: made }), 1, files.path);
    const outputs = await predictor.predict(Object.fromEntries(inputs.map((input) => [input.name, zeros(input)])));
    await predictor.release();
    const shaped = (value: TypedName): TypedName => ({ ...value, shape: outputs[value.name]?.shape ?? value.shape });
    const operations = program.operations.map((one) => ({ ...one, outputs: one.outputs.map(shaped) }));
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
