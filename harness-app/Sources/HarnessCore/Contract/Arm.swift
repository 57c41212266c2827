/// A model, where it computes, and how pixels meet it.
public struct Arm: Decodable, Sendable {
  public enum ComputeUnits: String, Decodable, Sendable, CaseIterable {
    case cpuOnly, cpuAndGPU, cpuAndNeuralEngine, all
  }

  public let model: String
  public let sha256: String
  public let computeUnits: ComputeUnits
  public let function: String?
  public let input: Feature
  public let output: Feature

  public init(model: String, sha256: String, computeUnits: ComputeUnits, input: Feature, output: Feature) {
    self.model = model
    self.sha256 = sha256
    self.computeUnits = computeUnits
    self.function = nil
    self.input = input
    self.output = output
  }

  enum Keys: String, CodingKey { case model, sha256, computeUnits, function, input, output }
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Keys.self)
    model = try fields.path(.model)
    sha256 = try fields.sha256(.sha256)
    computeUnits = try fields.value(.computeUnits)
    function = try fields.optional(.function)
    input = try fields.value(.input)
    output = try fields.value(.output)
  }
}

/// `image` is a Core ML image feature (RGB or BGR, values 0-255); `array` is a multi-array in the given layout whose
/// values run over `low...high`.
public struct Feature: Decodable, Sendable {
  public enum Kind: String, Decodable, Sendable { case image, array }
  public enum Layout: String, Decodable, Sendable { case RGB, BGR, NCHW, NHWC }

  public let name: String
  public let kind: Kind
  public let layout: Layout
  public let width: Int
  public let height: Int
  public let low: Double
  public let high: Double

  public init(name: String, kind: Kind, layout: Layout, width: Int, height: Int, low: Double, high: Double) {
    self.name = name
    self.kind = kind
    self.layout = layout
    self.width = width
    self.height = height
    self.low = low
    self.high = high
  }

  enum Keys: String, CodingKey { case name, kind, layout, width, height, range }
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Keys.self)
    name = try fields.name(.name)
    kind = try fields.value(.kind)
    layout = try fields.value(.layout)
    width = try fields.pixels(.width)
    height = try fields.pixels(.height)
    let range: [Double] = try fields.checked(.range, "must be two numbers") { $0.count == 2 }
    (low, high) = (range[0], range[1])
  }
}
