import { layerFields, opaqueLayers } from './network-layers.js';

const message = (name: string): string => `Layer_${name}`;

/** The parts of a neural network that rezbench reads, with Apple's field numbers (coremltools, NeuralNetwork.proto). */
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
  bytes int8RawValue = 31;
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
message Alpha { float alpha = 1; }
message Coefficients { float alpha = 1; float beta = 2; }
message Slopes { Weights alpha = 1; }
message Parametric { Weights alpha = 1; Weights beta = 2; }
message Constant { float value = 1; }
message Sampling { int32 samplingMethod = 1; }
message Boxes { int32 boxMode = 1; }
message Layer {
  string name = 1;
  repeated string input = 2;
  repeated string output = 3;
  oneof layer {
    ${Object.entries(layerFields)
      .map(([name, [number]]) => `${message(name)} ${name} = ${String(number)};`)
      .join('\n    ')}
    ${Object.entries(opaqueLayers)
      .map(([name, number]) => `Opaque ${name} = ${String(number)};`)
      .join('\n    ')}
  }
}
${Object.entries(layerFields)
  .map(([name, [, fields]]) => `message ${message(name)} { ${fields} }`)
  .join('\n')}
`;
