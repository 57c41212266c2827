import { kindFields } from './model-kinds.js';
import { networkSource } from './network-schema.js';
import { messagesIn } from './wire/schema.js';

/**
 * The parts of Core ML's model format that rezbench reads, with Apple's field numbers (coremltools,
 * mlmodel/format/Model.proto, FeatureTypes.proto and MIL.proto). Fields left out are skipped when decoding.
 */
export const modelSource = `
syntax = "proto3";

message Model {
  int32 specificationVersion = 1;
  ModelDescription description = 2;
  oneof type {
    ${kindFields}
  }
}
message Opaque {}
message Pipeline { repeated Model models = 1; }
message PipelineOf { Pipeline pipeline = 1; }
message ClassLabels {
  Texts stringClassLabels = 100;
  Integers int64ClassLabels = 101;
  string labelProbabilityLayerName = 200;
}
message Texts { repeated string vector = 1; }
message Integers { repeated int64 vector = 1; }

message ModelDescription {
  repeated Feature input = 1;
  repeated Feature output = 10;
  string predictedFeatureName = 11;
  string predictedProbabilitiesName = 12;
  repeated Feature state = 13;
  repeated FunctionDescription functions = 20;
  string defaultFunctionName = 21;
  Metadata metadata = 100;
}
message FunctionDescription {
  string name = 1;
  repeated Feature input = 2;
  repeated Feature output = 3;
  string predictedFeatureName = 4;
  string predictedProbabilitiesName = 5;
  repeated Feature state = 6;
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
    Opaque int64Type = 1;
    Opaque doubleType = 2;
    Opaque stringType = 3;
    ImageType image = 4;
    ArrayType multiArray = 5;
    Opaque dictionaryType = 6;
    Opaque sequenceType = 7;
    StateType stateType = 8;
  }
  bool isOptional = 1000;
}
message StateType { ArrayType array = 1; }
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
  oneof defaultValue {
    int32 intDefaultValue = 41;
    float floatDefaultValue = 51;
    double doubleDefaultValue = 61;
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
  oneof kind {
    TensorType tensorType = 1;
    ListType listType = 2;
    TupleType tupleType = 3;
    DictionaryType dictionaryType = 4;
    StateOf stateType = 5;
  }
}
message ListType { ValueType type = 1; Dimension length = 2; }
message TupleType { repeated ValueType types = 1; }
message DictionaryType { ValueType keyType = 1; ValueType valueType = 2; }
message StateOf { ValueType wrappedType = 1; }
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
  oneof value {
    TensorValue tensor = 1;
    ListValue list = 3;
  }
}
message ListValue { repeated Value values = 1; }
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

const messages = messagesIn(modelSource);

export const modelMessage = messages('Model');
export const networkMessage = messages('NeuralNetwork');
export const classLabelsMessage = messages('ClassLabels');
