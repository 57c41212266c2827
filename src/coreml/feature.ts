import { z } from 'zod';

/** An input or output as the model's description declares it. */
export interface FeatureDescription {
  readonly name: string;
  readonly type:
    | {
        readonly kind: 'image';
        /** The default size, pixels. */
        readonly width: number;
        readonly height: number;
        readonly colour: Colour;
        readonly sizes: ImageSizes;
      }
    | {
        readonly kind: 'array';
        /** The default shape. */
        readonly shape: readonly number[];
        readonly element: ArrayElement;
        readonly shapes: ArrayShapes;
        /** What fills an optional input that is left out. */
        readonly defaultValue?: number;
      }
    | { readonly kind: 'other'; readonly what: OtherType };
  /** A prediction may leave the input out. */
  readonly optional?: true;
}

/** Neither image nor array; `array of an unknown type` and `image of an unknown colour` are newer than rezbench. */
export type OtherType =
  (typeof otherTypes)[number] | 'image of an unknown colour' | 'array of an unknown type' | 'unknown type';

const otherTypes = ['int64', 'double', 'string', 'dictionary', 'sequence', 'state'] as const;

export type Colour = 'gray' | 'rgb' | 'bgr' | 'gray16';
export type ArrayElement = 'fp16' | 'fp32' | 'fp64' | 'int8' | 'int32';

/** The sizes an image may have, pixels. */
export type ImageSizes =
  | { readonly kind: 'fixed' }
  | { readonly kind: 'enumerated'; readonly sizes: readonly { readonly width: number; readonly height: number }[] }
  | { readonly kind: 'range'; readonly width: Range; readonly height: Range };

export type ArrayShapes =
  | { readonly kind: 'fixed' }
  /** Outputs of flexible models often state no shape. */
  | { readonly kind: 'unstated' }
  | { readonly kind: 'enumerated'; readonly shapes: readonly (readonly number[])[] }
  | { readonly kind: 'range'; readonly axes: readonly Range[] };

/** Inclusive; `highest` is undefined where there is no bound. */
export interface Range {
  readonly lowest: number;
  readonly highest?: number | undefined;
}

/** FeatureTypes.proto, ImageFeatureType.ColorSpace */
const colours: Readonly<Record<number, Colour>> = { 10: 'gray', 20: 'rgb', 30: 'bgr', 40: 'gray16' };

/** FeatureTypes.proto, ArrayFeatureType.ArrayDataType */
const elements: Readonly<Record<number, ArrayElement>> = {
  65552: 'fp16',
  65568: 'fp32',
  65600: 'fp64',
  131080: 'int8',
  131104: 'int32',
};

const side = z.number().default(0);
const range = z.object({ lowerBound: side, upperBound: side }).default({ lowerBound: 0, upperBound: 0 });
const sides = z.array(z.number()).default([]);

const imageSchema = z.object({
  width: side,
  height: side,
  colorSpace: z.number().default(0),
  enumeratedSizes: z.object({ sizes: z.array(z.object({ width: side, height: side })).default([]) }).optional(),
  imageSizeRange: z.object({ widthRange: range, heightRange: range }).optional(),
});

const arraySchema = z.object({
  shape: sides,
  dataType: z.number().default(0),
  enumeratedShapes: z.object({ shapes: z.array(z.object({ shape: sides })).default([]) }).optional(),
  shapeRange: z.object({ sizeRanges: z.array(range).default([]) }).optional(),
  intDefaultValue: z.number().optional(),
  floatDefaultValue: z.number().optional(),
  doubleDefaultValue: z.number().optional(),
});

const opaque = z.object({}).optional();

/** The decoded FeatureDescription message. */
export const featureSchema = z.object({
  name: z.string().default(''),
  type: z
    .object({
      image: imageSchema.optional(),
      multiArray: arraySchema.optional(),
      int64Type: opaque,
      doubleType: opaque,
      stringType: opaque,
      dictionaryType: opaque,
      sequenceType: opaque,
      stateType: opaque,
      isOptional: z.boolean().default(false),
    })
    .default({ isOptional: false }),
});

type RawFeature = z.infer<typeof featureSchema>;

export const describeFeature = ({ name, type }: RawFeature): FeatureDescription => ({
  name,
  type: typeOf(type),
  ...(type.isOptional && { optional: true }),
});

function typeOf(raw: RawFeature['type']): FeatureDescription['type'] {
  const { image, multiArray } = raw;
  if (image) {
    const { width, height } = image;
    const colour = colours[image.colorSpace];
    if (colour === undefined) return { kind: 'other', what: 'image of an unknown colour' };
    return { kind: 'image', width, height, colour, sizes: sizesOf(image) };
  }
  if (multiArray) {
    const { shape, intDefaultValue, floatDefaultValue, doubleDefaultValue } = multiArray;
    const element = elements[multiArray.dataType];
    if (element === undefined) return { kind: 'other', what: 'array of an unknown type' };
    const defaultValue = intDefaultValue ?? floatDefaultValue ?? doubleDefaultValue;
    const array = { kind: 'array' as const, shape, element, shapes: shapesOf(multiArray) };
    return defaultValue === undefined ? array : { ...array, defaultValue };
  }
  return { kind: 'other', what: otherTypes.find((name) => raw[`${name}Type`]) ?? 'unknown type' };
}

function sizesOf({ enumeratedSizes, imageSizeRange }: z.infer<typeof imageSchema>): ImageSizes {
  if (enumeratedSizes) return { kind: 'enumerated', sizes: enumeratedSizes.sizes };
  if (imageSizeRange === undefined) return { kind: 'fixed' };
  const { widthRange, heightRange } = imageSizeRange;
  return { kind: 'range', width: rangeOf(widthRange), height: rangeOf(heightRange) };
}

function shapesOf({ shape, enumeratedShapes, shapeRange }: z.infer<typeof arraySchema>): ArrayShapes {
  if (enumeratedShapes) return { kind: 'enumerated', shapes: enumeratedShapes.shapes.map((one) => one.shape) };
  if (shapeRange) return { kind: 'range', axes: shapeRange.sizeRanges.map(rangeOf) };
  return { kind: shape.length > 0 ? 'fixed' : 'unstated' };
}

/** The file says -1 for no upper bound. */
const rangeOf = ({ lowerBound, upperBound }: z.infer<typeof range>): Range => ({
  lowest: lowerBound,
  highest: upperBound < 0 ? undefined : upperBound,
});
