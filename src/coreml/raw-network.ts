/**
 * Messages of a neural network as they are decoded: every field has its default, an absent message is null, and only the
 * chosen one of several alternatives is there.
 */
export interface RawNetwork {
  readonly layers: readonly RawLayer[];
  readonly preprocessing: readonly RawPreprocessing[];
  /** 0: arrays are [C], [C, H, W] or [sequence, batch, C, H, W]; 1: arrays have the shapes they state. */
  readonly arrayInputShapeMapping: number;
  /** 0: images are [1, 1, C, H, W]; 1: they are [1, C, H, W]. */
  readonly imageInputShapeMapping: number;
}

export interface RawPreprocessing {
  readonly featureName: string;
  readonly scaler?: RawScaler;
  /** [C, H, W], row-major */
  readonly meanImage?: { readonly meanImage: readonly number[] };
}

export interface RawScaler {
  readonly channelScale: number;
  readonly blueBias: number;
  readonly greenBias: number;
  readonly redBias: number;
  readonly grayBias: number;
}

export interface RawLayer {
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  /** The layer's kind: the name of the field that holds its parameters. */
  readonly layer?: string;
  readonly [parameters: string]: unknown;
}

export interface RawWeights {
  readonly floatValue: readonly number[];
  readonly float16Value: Uint8Array;
  readonly rawValue: Uint8Array;
  readonly int8RawValue: Uint8Array;
  readonly quantization: {
    readonly numberOfBits: number;
    readonly linearQuantization?: { readonly scale: readonly number[]; readonly bias: readonly number[] };
    readonly lookupTableQuantization?: { readonly floatValue: readonly number[] };
  } | null;
}

export interface RawBorders {
  readonly borderAmounts: readonly { readonly startEdgeSize: number; readonly endEdgeSize: number }[];
}

/** The padding of a convolution or pool; one of the two is set. */
export interface RawPadding {
  readonly valid?: { readonly paddingAmounts: RawBorders | null };
  readonly same?: { readonly asymmetryMode: number };
}
