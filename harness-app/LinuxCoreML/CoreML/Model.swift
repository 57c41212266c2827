import Foundation

/// What went wrong, in one sentence.
public struct CoreMLError: LocalizedError {
  public let errorDescription: String?
  /// The virtual iPhone's compiler does not know an operation, as opposed to a damaged package.
  public let isUnsupported: Bool

  init(_ sentence: String, isUnsupported: Bool = false) {
    errorDescription = sentence
    self.isUnsupported = isUnsupported
  }
}

/// A program the virtual iPhone's compiler lowered, on ONNX Runtime.
public class MLModel {
  public let modelDescription: MLModelDescription
  private let session: OnnxSession

  public init(contentsOf folder: URL, configuration: MLModelConfiguration) throws {
    let function = try CompiledModel(in: folder).function(configuration.functionName)
    modelDescription = MLModelDescription(function)
    session = try SpecializationCache(of: folder, configuration).load {
      let program = try Data(contentsOf: folder.appendingPathComponent(function.program))
      return try OnnxSession(program, threads: Self.threads(for: configuration.computeUnits))
    }
  }

  /// Threads that stand for a compute unit on this machine.
  public static func threads(for units: MLComputeUnits) -> Int {
    units == .cpuOnly ? 1 : ProcessInfo.processInfo.activeProcessorCount
  }

  public func prediction(from input: any MLFeatureProvider, options: MLPredictionOptions) throws
    -> any MLFeatureProvider
  {
    let inputs = try modelDescription.inputDescriptionsByName.map { name, description in
      guard let value = input.featureValue(for: name) else { throw CoreMLError("the model needs an input \(name)") }
      return try Tensor(value, describedBy: description)
    }
    let outputs = Array(modelDescription.outputDescriptionsByName.values)
    let tensors = try session.run(inputs, outputs: outputs.map(\.name))
    let values = try zip(outputs, tensors).map { description, tensor in
      (description.name, try tensor.value(describedBy: description, backing: options.outputBackings[description.name]))
    }
    return try MLDictionaryFeatureProvider(dictionary: Dictionary(uniqueKeysWithValues: values))
  }
}
