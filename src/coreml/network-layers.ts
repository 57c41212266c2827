/**
 * The layers of neural networks, with Apple's field numbers (coremltools, mlmodel/format/NeuralNetwork.proto): the number in
 * the Layer message, and every field of the layer's parameters. Enumerations are read as numbers.
 */
const reduction = 'repeated int64 axes = 1; bool keepDims = 2; bool reduceAll = 3;';

export const layerFields: Readonly<Record<string, readonly [number, string]>> = {
  convolution: [
    100,
    `uint64 outputChannels = 1; uint64 kernelChannels = 2; uint64 nGroups = 10;
     repeated uint64 kernelSize = 20; repeated uint64 stride = 30; repeated uint64 dilationFactor = 40;
     bool isDeconvolution = 60; bool hasBias = 70; Weights weights = 90; Weights bias = 91;
     repeated uint64 outputShape = 100; oneof kind { Valid valid = 50; Same same = 51; }`,
  ],
  pooling: [
    120,
    `int32 type = 1; repeated uint64 kernelSize = 10; repeated uint64 stride = 20;
     bool avgPoolExcludePadding = 50; bool globalPooling = 60; oneof kind { Valid valid = 30; Same same = 31;
     Complete includeLastPixel = 32; }`,
  ],
  activation: [
    130,
    `oneof kind { Coefficients linear = 5; Opaque ReLU = 10; Alpha leakyReLU = 15; Alpha thresholdedReLU = 20;
     Slopes PReLU = 25; Opaque tanh = 30; Coefficients scaledTanh = 31; Opaque sigmoid = 40;
     Coefficients sigmoidHard = 41; Alpha ELU = 50; Opaque softsign = 60; Opaque softplus = 70;
     Parametric parametricSoftplus = 71; }`,
  ],
  innerProduct: [
    140,
    `uint64 inputChannels = 1; uint64 outputChannels = 2; bool hasBias = 10; Weights weights = 20;
     Weights bias = 21; bool int8DynamicQuantize = 22;`,
  ],
  embedding: [
    150,
    `uint64 inputDim = 1; uint64 outputChannels = 2; bool hasBias = 10; Weights weights = 20;
     Weights bias = 21;`,
  ],
  batchnorm: [
    160,
    `uint64 channels = 1; bool computeMeanVar = 5; bool instanceNormalization = 6; float epsilon = 10;
     Weights gamma = 15; Weights beta = 16; Weights mean = 17; Weights variance = 18;`,
  ],
  mvn: [165, 'bool acrossChannels = 1; bool normalizeVariance = 2; float epsilon = 3;'],
  l2normalize: [170, 'float epsilon = 1;'],
  softmax: [175, ''],
  lrn: [180, 'float alpha = 1; float beta = 2; uint64 localSize = 3; float k = 4;'],
  crop: [190, 'Borders cropAmounts = 1; repeated uint64 offset = 5;'],
  padding: [
    200,
    `Borders paddingAmounts = 10; oneof kind { Constant constant = 1; Opaque reflection = 2;
     Opaque replication = 3; }`,
  ],
  upsample: [
    210,
    `repeated uint64 scalingFactor = 1; repeated float fractionalScalingFactor = 7; int32 mode = 5;
     int32 linearUpsampleMode = 6;`,
  ],
  resizeBilinear: [211, 'repeated uint64 targetSize = 1; Sampling mode = 2;'],
  cropResize: [
    212,
    `repeated uint64 targetSize = 1; bool normalizedCoordinates = 2; Sampling mode = 3;
     Boxes boxIndicesMode = 4; float spatialScale = 5;`,
  ],
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
  dot: [270, 'bool cosineSimilarity = 1;'],
  reduce: [280, 'int32 mode = 1; float epsilon = 2; int32 axis = 3;'],
  loadConstant: [290, 'repeated uint64 shape = 1; Weights data = 2;'],
  reshape: [300, 'repeated int64 targetShape = 1; int32 mode = 2;'],
  flatten: [301, 'int32 mode = 1;'],
  permute: [310, 'repeated uint64 axis = 1;'],
  concat: [320, 'bool sequenceConcat = 100;'],
  split: [330, 'uint64 nOutputs = 1;'],
  sequenceRepeat: [340, 'uint64 nRepetitions = 1;'],
  reorganizeData: [345, 'int32 mode = 1; uint64 blockSize = 2;'],
  slice: [350, 'int64 startIndex = 1; int64 endIndex = 2; uint64 stride = 3; int32 axis = 4;'],
  custom: [500, 'string className = 10;'],
  copy: [600, ''],
  rangeStatic: [635, 'float endValue = 1; float startValue = 2; float stepSizeValue = 3;'],
  rangeDynamic: [640, 'float startValue = 2; float stepSizeValue = 3;'],
  clip: [660, 'float minVal = 1; float maxVal = 2;'],
  ceil: [665, ''],
  floor: [670, ''],
  sign: [680, ''],
  round: [685, ''],
  exp2: [700, ''],
  sin: [710, ''],
  cos: [715, ''],
  tan: [720, ''],
  asin: [730, ''],
  acos: [735, ''],
  atan: [740, ''],
  sinh: [750, ''],
  cosh: [755, ''],
  tanh: [760, ''],
  asinh: [770, ''],
  acosh: [775, ''],
  atanh: [780, ''],
  erf: [790, ''],
  gelu: [795, 'int32 mode = 1;'],
  equal: [815, 'float alpha = 1;'],
  notEqual: [820, 'float alpha = 1;'],
  lessThan: [825, 'float alpha = 2;'],
  lessEqual: [827, 'float alpha = 2;'],
  greaterThan: [830, 'float alpha = 2;'],
  greaterEqual: [832, 'float alpha = 2;'],
  logicalOr: [840, ''],
  logicalXor: [845, ''],
  logicalNot: [850, ''],
  logicalAnd: [855, ''],
  modBroadcastable: [865, ''],
  minBroadcastable: [870, ''],
  maxBroadcastable: [875, ''],
  addBroadcastable: [880, ''],
  powBroadcastable: [885, ''],
  divideBroadcastable: [890, ''],
  floorDivBroadcastable: [895, ''],
  multiplyBroadcastable: [900, ''],
  subtractBroadcastable: [905, ''],
  tile: [920, 'repeated uint64 reps = 1;'],
  stack: [925, 'int64 axis = 1;'],
  gather: [930, 'int64 axis = 1;'],
  scatter: [935, 'int64 axis = 1; int32 mode = 2;'],
  gatherND: [940, ''],
  scatterND: [945, 'int32 mode = 1;'],
  softmaxND: [950, 'int64 axis = 1;'],
  gatherAlongAxis: [952, 'int64 axis = 1;'],
  scatterAlongAxis: [954, 'int64 axis = 1; int32 mode = 2;'],
  reverse: [960, 'repeated bool reverseDim = 1;'],
  reverseSeq: [965, 'int64 batchAxis = 1; int64 sequenceAxis = 2;'],
  splitND: [975, 'int64 axis = 1; uint64 numSplits = 2; repeated uint64 splitSizes = 3;'],
  concatND: [980, 'int64 axis = 1; bool interleave = 2;'],
  transpose: [985, 'repeated uint64 axes = 1;'],
  sliceStatic: [
    995,
    `repeated int64 beginIds = 1; repeated bool beginMasks = 2; repeated int64 endIds = 3;
     repeated bool endMasks = 4; repeated int64 strides = 5; repeated bool squeezeMasks = 6;`,
  ],
  sliceDynamic: [
    1000,
    `repeated bool beginMasks = 2; repeated int64 endIds = 3; repeated bool endMasks = 4;
     repeated int64 strides = 5; repeated bool squeezeMasks = 6;`,
  ],
  slidingWindows: [1005, 'int64 axis = 1; uint64 windowSize = 2; uint64 step = 3;'],
  topK: [1015, 'int64 axis = 1; uint64 K = 2; bool useBottomK = 3;'],
  argMin: [1020, 'int64 axis = 1; bool removeDim = 2;'],
  argMax: [1025, 'int64 axis = 1; bool removeDim = 2;'],
  embeddingND: [
    1040,
    `uint64 vocabSize = 1; uint64 embeddingSize = 2; bool hasBias = 3; Weights weights = 20; Weights bias = 21;`,
  ],
  batchedMatmul: [
    1045,
    `bool transposeA = 1; bool transposeB = 2; uint64 weightMatrixFirstDimension = 5;
     uint64 weightMatrixSecondDimension = 6; bool hasBias = 7; Weights weights = 8; Weights bias = 9;
     bool int8DynamicQuantize = 10;`,
  ],
  getShape: [1065, ''],
  loadConstantND: [1070, 'repeated uint64 shape = 1; Weights data = 2;'],
  fillLike: [1080, 'float value = 1;'],
  fillStatic: [1085, 'float value = 1; repeated uint64 targetShape = 2;'],
  fillDynamic: [1090, 'float value = 1;'],
  broadcastToLike: [1100, ''],
  broadcastToStatic: [1105, 'repeated uint64 targetShape = 1;'],
  broadcastToDynamic: [1110, ''],
  squeeze: [1120, 'repeated int64 axes = 1; bool squeezeAll = 2;'],
  expandDims: [1125, 'repeated int64 axes = 1;'],
  flattenTo2D: [1130, 'int64 axis = 1;'],
  reshapeLike: [1135, ''],
  reshapeStatic: [1140, 'repeated int64 targetShape = 1;'],
  reshapeDynamic: [1145, ''],
  rankPreservingReshape: [1150, 'repeated int64 targetShape = 1;'],
  constantPad: [1155, 'float value = 1; repeated uint64 padAmounts = 2; bool padToGivenOutputSizeMode = 3;'],
  reduceL1: [1250, reduction],
  reduceL2: [1255, reduction],
  reduceMax: [1260, reduction],
  reduceMin: [1265, reduction],
  reduceSum: [1270, reduction],
  reduceProd: [1275, reduction],
  reduceMean: [1280, reduction],
  reduceLogSum: [1285, reduction],
  reduceSumSquare: [1290, reduction],
  reduceLogSumExp: [1295, reduction],
  whereNonZero: [1313, ''],
  matrixBandPart: [1315, 'int64 numLower = 1; int64 numUpper = 2;'],
  lowerTriangular: [1320, 'int64 k = 1;'],
  upperTriangular: [1325, 'int64 k = 1;'],
  whereBroadcastable: [1330, ''],
  layerNormalization: [1350, 'repeated int64 normalizedShape = 1; float eps = 2; Weights gamma = 3; Weights beta = 4;'],
  NonMaximumSuppression: [
    1400,
    `float iouThreshold = 1; float scoreThreshold = 2; uint64 maxBoxes = 3; bool perClassSuppression = 4;`,
  ],
  oneHot: [1450, 'uint64 oneHotVectorSize = 1; int64 axis = 2; float onValue = 3; float offValue = 4;'],
  cumSum: [1455, 'int64 axis = 1; bool excludeFinalSum = 2; bool reverse = 3;'],
  clampedReLU: [1460, 'float alpha = 1; float beta = 2;'],
  argSort: [1461, 'int64 axis = 1; bool descending = 2;'],
  pooling3d: [
    1465,
    `int32 type = 1; int32 kernelDepth = 2; int32 kernelHeight = 3; int32 kernelWidth = 4;
     int32 strideDepth = 5; int32 strideHeight = 6; int32 strideWidth = 7; int32 paddingType = 15;
     int32 customPaddingFront = 8; int32 customPaddingBack = 9; int32 customPaddingTop = 10;
     int32 customPaddingBottom = 11; int32 customPaddingLeft = 12; int32 customPaddingRight = 13;
     bool countExcludePadding = 14;`,
  ],
  globalPooling3d: [1466, 'int32 type = 1;'],
  sliceBySize: [1470, 'int64 size = 2; int64 axis = 3;'],
  convolution3d: [
    1471,
    `int32 outputChannels = 1; int32 inputChannels = 2; int32 nGroups = 10; int32 kernelDepth = 20;
     int32 kernelHeight = 21; int32 kernelWidth = 22; int32 strideDepth = 31; int32 strideHeight = 32;
     int32 strideWidth = 33; int32 dilationDepth = 40; int32 dilationHeight = 41; int32 dilationWidth = 42;
     bool hasBias = 50; Weights weights = 60; Weights bias = 61; int32 paddingType = 70;
     int32 customPaddingFront = 80; int32 customPaddingBack = 81; int32 customPaddingTop = 82;
     int32 customPaddingBottom = 83; int32 customPaddingLeft = 84; int32 customPaddingRight = 85;
     bool isDeconvolution = 86; repeated uint64 outputShape = 87;`,
  ],
};

/** Layers that rezbench refuses whatever they hold, so that an error can name them. */
export const opaqueLayers: Readonly<Record<string, number>> = {
  simpleRecurrent: 400,
  gru: 410,
  uniDirectionalLSTM: 420,
  biDirectionalLSTM: 430,
  branch: 605,
  loop: 615,
  loopBreak: 620,
  loopContinue: 625,
  randomNormalLike: 1170,
  randomNormalStatic: 1175,
  randomNormalDynamic: 1180,
  randomUniformLike: 1190,
  randomUniformStatic: 1195,
  randomUniformDynamic: 1200,
  randomBernoulliLike: 1210,
  randomBernoulliStatic: 1215,
  randomBernoulliDynamic: 1220,
  categoricalDistribution: 1230,
};
