import CoreML

/// A loaded model. Its output goes to the same memory at every prediction where Core ML agrees to that.
struct CoreMLPredictor: Predictor {
  struct Input {
    let memory: FeatureMemory
    let provider: MLDictionaryFeatureProvider
  }

  private let model: MLModel
  private let arm: Arm
  private let options = MLPredictionOptions()
  private let backing: FeatureMemory?

  init(_ model: MLModel, for arm: Arm) throws {
    self.model = model
    self.arm = arm
    guard let output = model.modelDescription.outputDescriptionsByName[arm.output.name] else {
      throw StepError(.failed, "the model has no output \(arm.output.name)")
    }
    let isFixed = FeatureMemory.isFixed(output, as: arm.output)
    backing = isFixed ? try FeatureMemory(for: arm.output, describedBy: output) : nil
    if let backing { options.outputBackings = [arm.output.name: backing.object] }
  }

  func makeInput() throws -> Input {
    guard let description = model.modelDescription.inputDescriptionsByName[arm.input.name] else {
      throw StepError(.failed, "the model has no input \(arm.input.name)")
    }
    let memory = try FeatureMemory(for: arm.input, describedBy: description)
    return Input(
      memory: memory, provider: try MLDictionaryFeatureProvider(dictionary: [arm.input.name: memory.value]))
  }

  func fill(_ input: Input, with pixels: Rgb8) throws { try input.memory.fill(with: pixels, as: arm.input) }

  func predict(_ input: Input) throws -> any MLFeatureProvider {
    try model.prediction(from: input.provider, options: options)
  }

  /// By identity, as MLPredictionOptions.h tells to.
  func isBacked(_ output: any MLFeatureProvider) -> Bool? {
    guard let backing else { return nil }
    return output.featureValue(for: arm.output.name).flatMap(FeatureMemory.init)?.object === backing.object
  }

  func read(_ output: any MLFeatureProvider) throws -> Rgb8 {
    guard let value = output.featureValue(for: arm.output.name), let memory = FeatureMemory(value) else {
      throw StepError(.failed, "the model has no output \(arm.output.name)")
    }
    return try memory.read(as: arm.output)
  }
}
