/// A model, where it computes, and how pixels meet it.
struct Arm: Codable, Sendable {
  enum ComputeUnits: String, Codable, Sendable { case cpuOnly, cpuAndGPU, cpuAndNeuralEngine, all }

  let model, sha256: String
  let computeUnits: ComputeUnits
  var function: String?
  let input, output: Feature
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
