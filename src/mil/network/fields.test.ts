import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import protobuf from 'protobufjs';
import { layerCases, networkOf } from '../../../test/models/layers/index.js';
import { describeFeature } from '../../coreml/feature.js';
import type { RawLayer, RawNetwork } from '../../coreml/raw-network.js';
import { modelType, networkType } from '../../../test/models/protobuf.js';
import { layerFamilies, programOf } from './index.js';

/** Fields that a translation may leave unread, and why. */
const ignored: Readonly<Record<string, string>> = {
  'innerProduct.int8DynamicQuantize': 'the product is one of floats, as all arithmetic here',
  'batchedMatmul.int8DynamicQuantize': 'the product is one of floats, as all arithmetic here',
};

/** Every layer of NeuralNetwork.proto, as coremltools 9.0 has it; `fields` is left out where a layer is always refused. */
const published = JSON.parse(
  readFileSync(new URL('../../../test/models/layers/apple-fields.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, { readonly number: number; readonly fields?: Readonly<Record<string, number>> }>>;

const layerType = networkType.root.lookupType('Layer');

interface Field {
  readonly id: number;
  /** An alternative without parameters of its own: that it was chosen is all there is to read. */
  readonly isEmpty: boolean;
}

/** The fields of a message by their paths, but those of weights, which every layer decodes alike. */
function fieldsOf(type: protobuf.Type, path = ''): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const field of type.fieldsArray) {
    field.resolve();
    const message = field.resolvedType;
    const isEmpty = message instanceof protobuf.Type && message.fieldsArray.length === 0;
    fields.set(path + field.name, { id: field.id, isEmpty });
    if (!(message instanceof protobuf.Type) || message.name === 'Weights' || field.repeated) continue;
    for (const [inner, one] of fieldsOf(message, `${path}${field.name}.`)) fields.set(inner, one);
  }
  return fields;
}

function schemaOf(kind: string): { number: number | undefined; fields: Map<string, Field> } {
  const field = layerType.fields[kind];
  field?.resolve();
  const message = field?.resolvedType;
  return { number: field?.id, fields: message instanceof protobuf.Type ? fieldsOf(message) : new Map<string, Field>() };
}

/** Notes the path of each field that is looked at. */
function watched(value: object, path: string, seen: Set<string>): object {
  return new Proxy(value, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof name === 'symbol') return found;
      const inner = `${path}.${name}`;
      seen.add(inner);
      const isMessage =
        typeof found === 'object' && found !== null && Object.getPrototypeOf(found) === Object.prototype;
      return isMessage ? watched(found, inner, seen) : found;
    },
  });
}

describe('the parameters of layers', () => {
  it('are those that are published, under their numbers', () => {
    for (const [kind, { number, fields }] of Object.entries(published)) {
      const read = schemaOf(kind);
      expect(read.number, kind).to.equal(number);
      if (fields)
        expect(Object.fromEntries([...read.fields].map(([path, { id }]) => [path, id])), kind).to.deep.equal(fields);
    }
    const kinds = layerType.oneofs['layer']?.oneof;
    expect(kinds).to.have.members(Object.keys(published));
  });

  it('are all looked at by the layers that are translated', () => {
    const seen = new Set<string>();
    for (const one of layerCases) {
      const { description, neuralNetwork } = networkOf(one).model;
      const decoded = networkType.toObject(networkType.fromObject(neuralNetwork), {
        longs: Number,
        defaults: true,
        arrays: true,
        oneofs: true,
      }) as RawNetwork;
      const layers = decoded.layers.map((layer): RawLayer => {
        const kind = layer.layer ?? '';
        return { ...layer, [kind]: watched(layer[kind] as object, kind, seen) };
      });
      const features = [description.input, description.output].map((list) => list.map(described));
      programOf({ ...decoded, layers }, features[0] ?? [], features[1] ?? []);
    }
    const known = Object.values(layerFamilies).flatMap((family) => Object.keys(family));
    const expected = known.flatMap((kind) =>
      [...schemaOf(kind).fields].flatMap(([path, { isEmpty }]) => (isEmpty ? [] : [`${kind}.${path}`])),
    );
    expect(expected.filter((path) => !seen.has(path) && ignored[path] === undefined)).to.deep.equal([]);
    expect(Object.keys(ignored).filter((path) => seen.has(path) || !expected.includes(path))).to.deep.equal([]);
  });
});

const described = (feature: object) =>
  describeFeature(
    featureType.toObject(featureType.fromObject(feature), { longs: Number }) as Parameters<typeof describeFeature>[0],
  );
const featureType = modelType.root.lookupType('Feature');
