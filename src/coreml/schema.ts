import protobuf from 'protobufjs';
import { networkSource } from './network-schema.js';

/**
 * The parts of Core ML's model format that rezbench reads, with Apple's field numbers (coremltools,
 * mlmodel/format/Model.proto, FeatureTypes.proto and MIL.proto). Fields left out are skipped when decoding.
 */
const source = `
syntax = "proto3";

message Model {
  int32 specificationVersion = 1;
  ModelDescription description = 2;
  oneof type {
    Pipeline pipeline = 202;
    NeuralNetwork neuralNetwork = 500;
    Program mlProgram = 502;
  }
}
message Opaque {}
message Pipeline { repeated Model models = 1; }

message ModelDescription {
  repeated Feature input = 1;
  repeated Feature output = 10;
  repeated FunctionDescription functions = 20;
  string defaultFunctionName = 21;
  Metadata metadata = 100;
}
message FunctionDescription {
  string name = 1;
  repeated Feature input = 2;
  repeated Feature output = 3;
}
message Metadata {
  string shortDescription = 1;
  string versionString = 2;
  string author = 3;
  string license = 4;
  map<string, string> userDefined = 100;
}
message Feature {
  string name = 1;
  FeatureType type = 3;
}
message FeatureType {
  oneof kind {
    ImageType image = 4;
    ArrayType multiArray = 5;
  }
}
message ImageType {
  int64 width = 1;
  int64 height = 2;
  int32 colorSpace = 3;
  oneof flexibility {
    ImageSizes enumeratedSizes = 21;
    ImageRange imageSizeRange = 31;
  }
}
message ImageSizes { repeated ImageSize sizes = 1; }
message ImageSize { uint64 width = 1; uint64 height = 2; }
message ImageRange { SizeRange widthRange = 1; SizeRange heightRange = 2; }
message SizeRange { uint64 lowerBound = 1; int64 upperBound = 2; }
message ArrayType {
  repeated int64 shape = 1;
  int32 dataType = 2;
  oneof flexibility {
    ArrayShapes enumeratedShapes = 21;
    ArrayRange shapeRange = 31;
  }
}
message ArrayShapes { repeated ArrayShape shapes = 1; }
message ArrayShape { repeated int64 shape = 1; }
message ArrayRange { repeated SizeRange sizeRanges = 1; }

message Program {
  map<string, Function> functions = 2;
}
message Function {
  repeated NamedValueType inputs = 1;
  string opset = 2;
  map<string, Block> blockSpecializations = 3;
}
message Block {
  repeated string outputs = 2;
  repeated Operation operations = 3;
}
message Operation {
  string type = 1;
  map<string, Argument> inputs = 2;
  repeated NamedValueType outputs = 3;
  map<string, Value> attributes = 5;
}
message Argument {
  repeated Binding arguments = 1;
}
message Binding {
  oneof binding {
    string name = 1;
    Value value = 2;
  }
}
message NamedValueType {
  string name = 1;
  ValueType type = 2;
}
message ValueType {
  oneof kind { TensorType tensorType = 1; }
}
message TensorType {
  int32 dataType = 1;
  int64 rank = 2;
  repeated Dimension dimensions = 3;
}
message Dimension {
  oneof dimension {
    ConstantDimension constant = 1;
    UnknownDimension unknown = 2;
  }
}
message ConstantDimension { uint64 size = 1; }
message UnknownDimension { bool variadic = 1; }

message Value {
  ValueType type = 2;
  oneof value {
    ImmediateValue immediateValue = 3;
    BlobFileValue blobFileValue = 5;
  }
}
message ImmediateValue {
  oneof value { TensorValue tensor = 1; }
}
message BlobFileValue {
  string fileName = 1;
  uint64 offset = 2;
}
message TensorValue {
  oneof value {
    Floats floats = 1;
    Ints ints = 2;
    Bools bools = 3;
    Strings strings = 4;
    LongInts longInts = 5;
    Doubles doubles = 6;
    Bytes bytes = 7;
  }
}
message Floats { repeated float values = 1 [packed = true]; }
message Ints { repeated int32 values = 1 [packed = true]; }
message Bools { repeated bool values = 1 [packed = true]; }
message Strings { repeated string values = 1; }
message LongInts { repeated int64 values = 1 [packed = true]; }
message Doubles { repeated double values = 1 [packed = true]; }
message Bytes { bytes values = 1; }
${networkSource}`;

const { root } = protobuf.parse(source);

export const modelType = root.lookupType('Model');
export const networkType = root.lookupType('NeuralNetwork');
