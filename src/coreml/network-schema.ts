/**
 * The parts of a neural network that rezbench reads, with Apple's field numbers (coremltools,
 * mlmodel/format/NeuralNetwork.proto). Enumerations are read as numbers. A layer of another kind is Opaque: only its name
 * is known.
 */
const layers: Readonly<Record<string, readonly [number, string]>> = {
  convolution: [
    100,
    `uint64 outputChannels = 1; uint64 kernelChannels = 2; uint64 nGroups = 10; repeated uint64 kernelSize = 20;
     repeated uint64 stride = 30; repeated uint64 dilationFactor = 40; bool isDeconvolution = 60; bool hasBias = 70;
     Weights weights = 90; Weights bias = 91; repeated uint64 outputShape = 100;
     oneof padding { Valid valid = 50; Same same = 51; }`,
  ],
  pooling: [
    120,
    `int32 type = 1; repeated uint64 kernelSize = 10; repeated uint64 stride = 20; bool avgPoolExcludePadding = 50;
     bool globalPooling = 60; oneof padding { Valid valid = 30; Same same = 31; Complete includeLastPixel = 32; }`,
  ],
  activation: [
    130,
    `oneof kind { Coefficients linear = 5; Opaque ReLU = 10; Coefficients leakyReLU = 15; Coefficients thresholdedReLU = 20;
     Parametric PReLU = 25; Opaque tanh = 30; Coefficients scaledTanh = 31; Opaque sigmoid = 40; Coefficients sigmoidHard = 41;
     Coefficients ELU = 50; Opaque softsign = 60; Opaque softplus = 70; Parametric parametricSoftplus = 71; }`,
  ],
  innerProduct: [
    140,
    `uint64 inputChannels = 1; uint64 outputChannels = 2; bool hasBias = 10; Weights weights = 20; Weights bias = 21;`,
  ],
  batchnorm: [
    160,
    `uint64 channels = 1; bool computeMeanVar = 5; bool instanceNormalization = 6; float epsilon = 10;
     Weights gamma = 15; Weights beta = 16; Weights mean = 17; Weights variance = 18;`,
  ],
  softmax: [175, ''],
  crop: [190, 'Borders cropAmounts = 1; repeated uint64 offset = 5;'],
  padding: [
    200,
    `Borders paddingAmounts = 10;
     oneof kind { Constant constant = 1; Opaque reflection = 2; Opaque replication = 3; }`,
  ],
  upsample: [
    210,
    `repeated uint64 scalingFactor = 1; repeated float fractionalScalingFactor = 7; int32 mode = 5;
     int32 linearUpsampleMode = 6;`,
  ],
  resizeBilinear: [211, 'repeated uint64 targetSize = 1; Sampling mode = 2;'],
  unary: [220, 'int32 type = 1; float alpha = 2; float epsilon = 3; float shift = 4; float scale = 5;'],
  add: [230, 'float alpha = 1;'],
  multiply: [231, 'float alpha = 1;'],
  average: [240, ''],
  scale: [
    245,
    `repeated uint64 shapeScale = 1; Weights scale = 2; bool hasBias = 3; repeated uint64 shapeBias = 4;
     Weights bias = 5;`,
  ],
  bias: [250, 'repeated uint64 shape = 1; Weights bias = 2;'],
  max: [260, ''],
  min: [261, ''],
  reduce: [280, 'int32 mode = 1; float epsilon = 2; int32 axis = 3;'],
  loadConstant: [290, 'repeated uint64 shape = 1; Weights data = 2;'],
  reshape: [300, 'repeated int64 targetShape = 1; int32 mode = 2;'],
  flatten: [301, 'int32 mode = 1;'],
  permute: [310, 'repeated uint64 axis = 1;'],
  concat: [320, 'bool sequenceConcat = 100;'],
  split: [330, 'uint64 nOutputs = 1;'],
  reorganizeData: [345, 'int32 mode = 1; uint64 blockSize = 2;'],
  slice: [350, 'int64 startIndex = 1; int64 endIndex = 2; uint64 stride = 3; int32 axis = 4;'],
  copy: [600, ''],
  clip: [660, 'float minVal = 1; float maxVal = 2;'],
  ceil: [665, ''],
  floor: [670, ''],
  sign: [680, ''],
  round: [685, ''],
  exp2: [700, ''],
  tanh: [760, ''],
  erf: [790, ''],
  gelu: [795, 'int32 mode = 1;'],
  minBroadcastable: [870, ''],
  maxBroadcastable: [875, ''],
  addBroadcastable: [880, ''],
  powBroadcastable: [885, ''],
  divideBroadcastable: [890, ''],
  floorDivBroadcastable: [895, ''],
  multiplyBroadcastable: [900, ''],
  subtractBroadcastable: [905, ''],
  softmaxND: [950, 'int64 axis = 1;'],
  splitND: [975, 'int64 axis = 1; uint64 numSplits = 2; repeated uint64 splitSizes = 3;'],
  concatND: [980, 'int64 axis = 1; bool interleave = 2;'],
  transpose: [985, 'repeated uint64 axes = 1;'],
  sliceStatic: [
    995,
    `repeated int64 beginIds = 1; repeated bool beginMasks = 2; repeated int64 endIds = 3; repeated bool endMasks = 4;
     repeated int64 strides = 5; repeated bool squeezeMasks = 6;`,
  ],
  loadConstantND: [1070, 'repeated uint64 shape = 1; Weights data = 2;'],
  squeeze: [1120, 'repeated int64 axes = 1; bool squeezeAll = 2;'],
  expandDims: [1125, 'repeated int64 axes = 1;'],
  reshapeStatic: [1140, 'repeated int64 targetShape = 1;'],
  constantPad: [1155, 'float value = 1; repeated uint64 padAmounts = 2; bool padToGivenOutputSizeMode = 3;'],
  reduceMax: [1260, 'repeated int64 axes = 1; bool keepDims = 2; bool reduceAll = 3;'],
  reduceMin: [1265, 'repeated int64 axes = 1; bool keepDims = 2; bool reduceAll = 3;'],
  reduceSum: [1270, 'repeated int64 axes = 1; bool keepDims = 2; bool reduceAll = 3;'],
  reduceMean: [1280, 'repeated int64 axes = 1; bool keepDims = 2; bool reduceAll = 3;'],
};

/** Kinds of layers that super-resolution networks do not need, so that an error can name them. */
const others: Readonly<Record<string, number>> = {
  embedding: 150,
  mvn: 165,
  l2normalize: 170,
  lrn: 180,
  cropResize: 212,
  dot: 270,
  sequenceRepeat: 340,
  simpleRecurrent: 400,
  gru: 410,
  uniDirectionalLSTM: 420,
  biDirectionalLSTM: 430,
  custom: 500,
  branch: 605,
  loop: 615,
  tile: 920,
  stack: 925,
  gather: 930,
  reverse: 960,
  sliceDynamic: 1000,
  batchedMatmul: 1045,
  getShape: 1065,
  reshapeLike: 1135,
  reshapeDynamic: 1145,
  rankPreservingReshape: 1150,
  layerNormalization: 1350,
  convolution3d: 1471,
};

const message = (name: string): string => `Layer_${name}`;

export const networkSource = `
message NeuralNetwork {
  repeated Layer layers = 1;
  repeated Preprocessing preprocessing = 2;
  int32 arrayInputShapeMapping = 5;
  int32 imageInputShapeMapping = 6;
}
message Preprocessing {
  string featureName = 1;
  oneof kind { Scaler scaler = 10; MeanImage meanImage = 11; }
}
message Scaler { float channelScale = 10; float blueBias = 20; float greenBias = 21; float redBias = 22; float grayBias = 30; }
message MeanImage { repeated float meanImage = 1; }
message Weights {
  repeated float floatValue = 1;
  bytes float16Value = 2;
  bytes rawValue = 30;
  Quantization quantization = 40;
}
message Quantization {
  uint64 numberOfBits = 1;
  oneof kind { LinearQuantization linearQuantization = 101; Table lookupTableQuantization = 102; }
}
message LinearQuantization { repeated float scale = 1; repeated float bias = 2; }
message Table { repeated float floatValue = 1; }
message Borders { repeated Edges borderAmounts = 10; }
message Edges { uint64 startEdgeSize = 1; uint64 endEdgeSize = 2; }
message Valid { Borders paddingAmounts = 1; }
message Same { int32 asymmetryMode = 1; }
message Complete { repeated uint64 paddingAmounts = 10; }
message Coefficients { float alpha = 1; float beta = 2; }
message Parametric { Weights alpha = 1; Weights beta = 2; }
message Constant { float value = 1; }
message Sampling { int32 samplingMethod = 1; }
message Layer {
  string name = 1;
  repeated string input = 2;
  repeated string output = 3;
  oneof layer {
    ${Object.entries(layers)
      .map(([name, [number]]) => `${message(name)} ${name} = ${String(number)};`)
      .join('\n    ')}
    ${Object.entries(others)
      .map(([name, number]) => `Opaque ${name} = ${String(number)};`)
      .join('\n    ')}
  }
}
${Object.entries(layers)
  .map(([name, [, fields]]) => `message ${message(name)} { ${fields} }`)
  .join('\n')}
`;
