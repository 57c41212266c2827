/// What enlarges: a model, or iOS's own upscaler.
enum Arm: Codable, Sendable {
  case model(ModelArm)
  case system(SystemArm)

  private enum Keys: CodingKey { case computeUnits }

  init(from decoder: any Decoder) throws {
    let units = try decoder.container(keyedBy: Keys.self).decode(String.self, forKey: .computeUnits)
    self = units == SystemArm.units ? .system(try SystemArm(from: decoder)) : .model(try ModelArm(from: decoder))
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .model(let arm): try arm.encode(to: encoder)
    case .system(let arm): try arm.encode(to: encoder)
    }
  }

  var input: Feature {
    switch self {
    case .model(let arm): arm.input
    case .system(let arm): arm.input
    }
  }

  var output: Feature {
    switch self {
    case .model(let arm): arm.output
    case .system(let arm): arm.output
    }
  }

  /// Input pixels that are lost on each side.
  var inset: Int { output.inset ?? 0 }
}

/// iOS's own upscaler for frames of the input's size.
struct SystemArm: Codable, Sendable {
  static let units = "system"
  /// The first iOS that has one.
  static let firstIos = 26

  enum Mode: String, Codable, Sendable { case lowLatency = "low_latency" }

  let computeUnits: String
  let mode: Mode
  let input, output: Feature

  var scale: Int { output.width / input.width }
  var loadKey: String { "system/\(mode.rawValue)/x\(scale)" }
}

/// A model, where it computes, and how pixels meet it.
struct ModelArm: Codable, Sendable {
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

/// How pixels meet the model. `image` is a Core ML image feature of 8 bits, values 0-255; `array` is a multi-array in the
/// given layout whose values run over `range`, which is two numbers. With one channel the model is given luma and gives
/// luma, which becomes RGB in which R = G = B.
struct Feature: Codable, Sendable {
  enum Kind: String, Codable, Sendable { case image, array }
  enum Layout: String, Codable, Sendable {
    case RGB, BGR, GRAY
    case NCHW, NHWC, CHW, HWC

    var isOfImages: Bool { self == .RGB || self == .BGR || self == .GRAY }
    var isChannelsLast: Bool { self == .NHWC || self == .HWC }
  }

  let name: String
  let kind: Kind
  let layout: Layout
  let channels: Int
  let width, height: Int
  let range: [Double]
  /// How many input pixels the model loses on each side. Only an output has it.
  var inset: Int?
  var low: Double { range[0] }
  var high: Double { range[1] }
}

extension ModelArm {
  /// Input pixels that the model loses on each side.
  var inset: Int { output.inset ?? 0 }
}
