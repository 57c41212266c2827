import { attributeTypes, elementTypes, modelProto } from './onnx-schema.js';
import type { ElementType } from './onnx-schema.js';

/** An ONNX attribute; `{ float }` because 1 alone would read as an integer. */
export type Attribute = number | string | readonly number[] | { readonly float: number };
export type Attributes = Readonly<Record<string, Attribute>>;

export interface GraphPort {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | undefined)[];
}

/** Opset 17 is the newest whose Resize, Clip and LayerNormalization suit every lowering here. */
const opset = 17;
const irVersion = 8;

/** An ONNX graph under construction. Nodes are emitted in execution order. */
export class OnnxGraph {
  readonly #nodes: object[] = [];
  readonly #initializers: object[] = [];
  #made = 0;

  /** Adds a node with one output and returns the output's name. */
  emit(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const output = this.#fresh(type);
    this.#nodes.push({
      input: inputs,
      output: [output],
      name: output,
      op_type: type,
      attribute: Object.entries(attributes).map(attributeProto),
    });
    return output;
  }

  floats(values: ArrayLike<number>, shape: readonly number[]): string {
    return this.#constant('float', shape, Float32Array.from(values));
  }

  int32s(values: ArrayLike<number>, shape: readonly number[]): string {
    return this.#constant('int32', shape, Int32Array.from(values));
  }

  /** ONNX takes shapes, axes and repeats as int64. */
  int64s(values: ArrayLike<number>): string {
    return this.#constant('int64', [values.length], BigInt64Array.from(Array.from(values, BigInt)));
  }

  /** The graph as an ONNX model; `outputs` maps the model's output names to the values behind them. */
  encode(inputs: readonly GraphPort[], outputs: readonly (GraphPort & { readonly value: string })[]): Uint8Array {
    const named = outputs.map(({ name, value }) => ({ input: [value], output: [name], op_type: 'Identity' }));
    return modelProto
      .encode(
        modelProto.fromObject({
          ir_version: irVersion,
          producer_name: 'rezbench',
          opset_import: [{ domain: '', version: opset }],
          graph: {
            name: 'main',
            node: [...this.#nodes, ...named],
            initializer: this.#initializers,
            input: inputs.map(portProto),
            output: outputs.map(portProto),
          },
        }),
      )
      .finish();
  }

  #constant(type: ElementType, dims: readonly number[], values: Float32Array | Int32Array | BigInt64Array): string {
    const name = this.#fresh('constant');
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#initializers.push({ dims, data_type: elementTypes[type], name, raw_data: raw });
    return name;
  }

  #fresh(kind: string): string {
    this.#made += 1;
    return `${kind}_${String(this.#made)}`;
  }
}

function attributeProto([name, value]: [string, Attribute]): object {
  if (typeof value === 'number') return { name, i: value, type: attributeTypes.int };
  if (typeof value === 'string') return { name, s: Buffer.from(value), type: attributeTypes.string };
  if ('float' in value) return { name, f: value.float, type: attributeTypes.float };
  return { name, ints: value, type: attributeTypes.ints };
}

function portProto({ name, type, shape }: GraphPort): object {
  const dim = shape.map((side, axis) =>
    side === undefined ? { dim_param: `${name}_${String(axis)}` } : { dim_value: side },
  );
  return { name, type: { tensor_type: { elem_type: elementTypes[type], shape: { dim } } } };
}
