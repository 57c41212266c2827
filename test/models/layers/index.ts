import { activating } from './activating.js';
import { arranging } from './arranging.js';
import type { Case } from './case.js';
import { convolving } from './convolving.js';
import { elementwise } from './elementwise.js';
import { joining } from './joining.js';
import { making } from './making.js';
import { normalizing } from './normalizing.js';
import { picking } from './picking.js';
import { pooling } from './pooling.js';
import { products } from './products.js';
import { reducing } from './reducing.js';
import { slicing } from './slicing.js';
import { spatial } from './spatial.js';

export type { Case } from './case.js';

export const layerCases: readonly Case[] = [
  ...convolving,
  ...pooling,
  ...activating,
  ...products,
  ...normalizing,
  ...spatial,
  ...elementwise,
  ...reducing,
  ...arranging,
  ...joining,
  ...slicing,
  ...picking,
  ...making,
];

/** The kinds of layers that take no input. */
const sources = new Set(['loadConstant', 'loadConstantND', 'fillStatic', 'rangeStatic']);

const array = (name: string, shape: readonly number[]) => ({ name, type: { multiArray: { shape, dataType: 65568 } } });

export const kindOf = ({ layer }: Case): string => Object.keys(layer)[0] ?? '';

/** A network of the case's layer alone, and what a prediction is given. Outputs are `y`, `y2` and so on. */
export function networkOf(one: Case) {
  const { layer, x, shape, more = [], to = shape, exact, alsoGives = [] } = one;
  const others = more.map((input, index) => ({ name: `x${String(index + 2)}`, ...input }));
  const outputs = [{ shape: to }, ...alsoGives].map((output, index) => ({
    name: index === 0 ? 'y' : `y${String(index + 1)}`,
    shape: output.shape,
  }));
  const constants = others.filter(({ constant }) => constant);
  const given = [{ name: 'x', shape, values: x }, ...others.filter(({ constant }) => !constant)];
  const model = {
    specificationVersion: 4,
    description: {
      input: given.map((input) => array(input.name, input.shape)),
      output: outputs.map((output) => array(output.name, output.shape)),
    },
    neuralNetwork: {
      arrayInputShapeMapping: exact ? 1 : 0,
      layers: [
        ...constants.map(({ name, shape: sides, values }) => ({
          name,
          output: [name],
          loadConstantND: { shape: sides, data: { floatValue: values } },
        })),
        {
          name: 'layer',
          input: sources.has(kindOf(one)) ? [] : ['x', ...others.map(({ name }) => name)],
          output: outputs.map(({ name }) => name),
          ...layer,
        },
      ],
    },
  };
  return { model, given };
}
