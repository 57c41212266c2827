/// A model, where it computes, and how pixels meet it.
public struct Arm: Codable, Sendable {
  public enum ComputeUnits: String, Codable, Sendable { case cpuOnly, cpuAndGPU, cpuAndNeuralEngine, all }

  public let model: String
  public let sha256: String
  public let computeUnits: ComputeUnits
  public let function: String?
  public let input: Feature
  public let output: Feature

  public init(model: String, sha256: String, computeUnits: ComputeUnits, input: Feature, output: Feature) {
    (self.model, self.sha256, self.computeUnits, function) = (model, sha256, computeUnits, nil)
    (self.input, self.output) = (input, output)
  }
}

/// `image` is a Core ML image feature (RGB or BGR, values 0-255); `array` is a multi-array in the given layout whose
/// values run over `range`, which is two numbers.
public struct Feature: Codable, Sendable {
  public enum Kind: String, Codable, Sendable { case image, array }
  public enum Layout: String, Codable, Sendable { case RGB, BGR, NCHW, NHWC }

  public let name: String
  public let kind: Kind
  public let layout: Layout
  public let width: Int
  public let height: Int
  let range: [Double]
  public var low: Double { range[0] }
  public var high: Double { range[1] }

  public init(name: String, kind: Kind, layout: Layout, width: Int, height: Int, low: Double, high: Double) {
    (self.name, self.kind, self.layout) = (name, kind, layout)
    (self.width, self.height, range) = (width, height, [low, high])
  }
}
