import CoreML

/// A loaded model. Its output goes to the same memory at every prediction where Core ML agrees to that.
struct CoreMLPredictor: Predictor {
  private let model: MLModel
  private let arm: ModelArm
  private let options = MLPredictionOptions()
  private var backing: AnyObject?

  init(_ model: MLModel, for arm: ModelArm) throws {
    (self.model, self.arm) = (model, arm)
    guard let output = model.modelDescription.outputDescriptionsByName[arm.output.name] else {
      throw StepError(.failed, "the model has no output \(arm.output.name)")
    }
    guard arm.output.isFixed(in: output) else { return }
    backing = try arm.output.makeMemory(describedBy: output).memory
    if let backing { options.outputBackings = [arm.output.name: backing] }
  }

  func makeInput() throws -> MLDictionaryFeatureProvider {
    guard let description = model.modelDescription.inputDescriptionsByName[arm.input.name] else {
      throw StepError(.failed, "the model has no input \(arm.input.name)")
    }
    return try MLDictionaryFeatureProvider(
      dictionary: [arm.input.name: try arm.input.makeMemory(describedBy: description)])
  }

  func fill(_ input: MLDictionaryFeatureProvider, with pixels: Rgb8) throws {
    try arm.input.fill(input.featureValue(for: arm.input.name)!, with: pixels)
  }

  func predict(_ input: MLDictionaryFeatureProvider) throws -> any MLFeatureProvider {
    try model.prediction(from: input, options: options)
  }

  /// By identity, as MLPredictionOptions.h demands.
  func isBacked(_ output: any MLFeatureProvider) -> Bool? {
    backing.map { output.featureValue(for: arm.output.name)?.memory === $0 }
  }

  func read(_ output: any MLFeatureProvider) throws -> Rgb8 {
    try arm.output.read(output.featureValue(for: arm.output.name))
  }
}

extension MLFeatureValue {
  /// What MLPredictionOptions.outputBackings takes.
  fileprivate var memory: AnyObject? { imageBufferValue ?? multiArrayValue }
}
