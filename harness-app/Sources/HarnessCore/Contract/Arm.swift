/// A model, where it computes, and how pixels meet it.
struct Arm: Codable, Sendable {
  enum ComputeUnits: String, Codable, Sendable { case cpuOnly, cpuAndGPU, cpuAndNeuralEngine, all }

  let model, sha256: String
  let computeUnits: ComputeUnits
  var function: String?
  let input, output: Feature

  /// The one of a model's functions that the arm is about. Without a name it is the model's default: the only one there
  /// is, or the one that converters name `main`.
  func chosenFunction<Function>(of functions: [String: Function]) throws -> Function {
    if let chosen = functions[function ?? "main"] { return chosen }
    if function == nil, functions.count == 1, let only = functions.values.first { return only }
    throw StepError(.failed, "the model has no function \(function ?? "main")")
  }

  /// What the system specializes a model for, as far as the host can tell: a key of loads.json.
  var loadKey: String { ([sha256, computeUnits.rawValue] + [function].compactMap { $0 }).joined(separator: "/") }
}

/// `image` is a Core ML image feature (RGB or BGR, values 0-255); `array` is a multi-array in the given layout whose
/// values run over `range`, which is two numbers.
struct Feature: Codable, Sendable {
  enum Kind: String, Codable, Sendable { case image, array }
  enum Layout: String, Codable, Sendable { case RGB, BGR, NCHW, NHWC }

  let name: String
  let kind: Kind
  let layout: Layout
  let width, height: Int
  let range: [Double]
  var low: Double { range[0] }
  var high: Double { range[1] }
}
