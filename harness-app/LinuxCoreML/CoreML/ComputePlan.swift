import Foundation

/// A virtual iPhone has no plan. The types are here so that the app's code that walks over a plan compiles.
public class MLComputePlan {
  public struct DeviceUsage: Sendable { public let preferred: MLComputeDevice }

  public let modelStructure = MLModelStructure.unsupported

  public static func load(contentsOf: URL, configuration: MLModelConfiguration) async throws -> MLComputePlan {
    throw CoreMLError("a virtual iPhone has no MLComputePlan")
  }

  public func deviceUsage(for operation: MLModelStructure.Program.Operation) -> DeviceUsage? { nil }
  public func deviceUsage(for layer: MLModelStructure.NeuralNetwork.Layer) -> DeviceUsage? { nil }
}

public struct MLCPUComputeDevice: Hashable, Sendable {}
public struct MLGPUComputeDevice: Hashable, Sendable {}
public struct MLNeuralEngineComputeDevice: Hashable, Sendable {}

public enum MLComputeDevice: Hashable, Sendable {
  case cpu(MLCPUComputeDevice)
  case gpu(MLGPUComputeDevice)
  case neuralEngine(MLNeuralEngineComputeDevice)
}

public enum MLModelStructure: Sendable {
  case neuralNetwork(NeuralNetwork)
  case program(Program)
  case pipeline(Pipeline)
  case unsupported

  public struct NeuralNetwork: Sendable {
    public struct Layer: Sendable { public let name: String }
    public let layers: [Layer]
  }
  public struct Pipeline: Sendable { public let subModels: [MLModelStructure] }
  public struct Program: Sendable {
    public struct Function: Sendable { public let block: Block }
    public struct Block: Sendable { public let operations: [Operation] }
    public struct Operation: Sendable {
      public let operatorName: String
      public let blocks: [Block]
    }
    public let functions: [String: Function]
  }
}
