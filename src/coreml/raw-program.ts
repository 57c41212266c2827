import { z } from 'zod';

/** The messages of an ML program (MIL.proto) as they are decoded, checked and with their defaults. */

const dimension = z.object({ constant: z.object({ size: z.number().default(0) }).optional() });
const tensorType = z.object({ dataType: z.number().default(0), dimensions: z.array(dimension).default([]) }).optional();
/** Elements of lists and the like are tensors in all known models. */
const inner = z.object({ tensorType }).default({});
const valueType = z.object({
  tensorType,
  listType: z.object({ type: inner }).optional(),
  tupleType: z.object({}).optional(),
  dictionaryType: z.object({ valueType: inner }).optional(),
  stateType: z.object({ wrappedType: inner }).optional(),
});
const list = <T extends z.ZodType>(item: T) => z.object({ values: z.array(item).default([]) });
const tensor = z
  .object({
    floats: list(z.any()).optional(),
    ints: list(z.number()).optional(),
    bools: list(z.boolean()).optional(),
    strings: list(z.string()).optional(),
    longInts: list(z.number()).optional(),
    doubles: list(z.any()).optional(),
    bytes: z.object({ values: z.instanceof(Uint8Array).default(new Uint8Array()) }).optional(),
  })
  .optional();
const listed = z.object({ immediateValue: z.object({ tensor }).optional() });
const value = z.object({
  type: valueType.default({}),
  immediateValue: z.object({ tensor, list: list(listed).optional() }).optional(),
  blobFileValue: z.object({ fileName: z.string(), offset: z.number().default(0) }).optional(),
});
const binding = z.object({ name: z.string().optional(), value: value.optional() });
const namedType = z.object({ name: z.string(), type: valueType.default({}) });
const operation = z.object({
  type: z.string(),
  inputs: z.record(z.string(), z.object({ arguments: z.array(binding).default([]) })).default({}),
  outputs: z.array(namedType).default([]),
  attributes: z.record(z.string(), value).default({}),
});
const block = z.object({ outputs: z.array(z.string()).default([]), operations: z.array(operation).default([]) });
const rawFunction = z.object({
  inputs: z.array(namedType).default([]),
  opset: z.string().default(''),
  blockSpecializations: z.record(z.string(), block).default({}),
});
export const programSchema = z.object({ functions: z.record(z.string(), rawFunction).default({}) });

export type RawValue = z.infer<typeof value>;
export type RawOperation = z.infer<typeof operation>;
export type RawFunction = z.infer<typeof rawFunction>;
export type RawType = z.infer<typeof valueType>;
