/// One thing the app does, and what it needs to know for it.
public enum Step: Codable, Sendable {
  case stage
  case compile(Model)
  case load(Load)
  case warmup(Warmup)
  case measure(Measure)
  case quality(Quality)
  case placement(Model)
  case unload(Model)
  case cooldown(Cooldown)
  case sentinel

  public struct Model: OfArm { let arm: String }

  public struct Load: OfArm {
    /// `purged` clears what the system keeps of the model, so the load is cold.
    enum Procedure: String, Codable { case prepared, purged }
    let arm: String
    let procedure: Procedure
  }

  public struct Warmup: OnImage {
    let arm: String
    let image: String
    let tiles: [Tile]
    let count: Int
  }

  /// Stops when both are reached: this many iterations and this much time.
  public struct Measure: OnImage {
    /// `predict` times the predictions of one image; `end_to_end` adds filling inputs and reading outputs.
    enum Scope: String, Codable { case predict, endToEnd = "end_to_end" }
    let arm: String
    let image: String
    let tiles: [Tile]
    let count: Int
    let minNs: Int
    let scope: Scope
    /// Starts iterations at this rate instead of back to back.
    let paceHz: Double?
    /// Replaces `count` and `minNs` for sustained runs.
    let durationS: Double?
  }

  public struct Quality: OnImage {
    let arm: String
    let image: String
    let tiles: [Tile]
  }

  public struct Cooldown: Codable, Sendable {
    let until: ThermalState
    let timeoutS: Double
  }
}

/// What a step with a model says.
protocol OfArm: Codable, Sendable {
  var arm: String { get }
}

/// What a step with an image says, and how that is cut for the arm's model.
protocol OnImage: OfArm {
  var image: String { get }
  var tiles: [Tile] { get }
}

/// One prediction of a larger image: the model sees the input-sized window at (x, y), mirrored where it leaves the
/// image; of its output only the `keep` rectangle is used. Input pixels throughout.
public struct Tile: Codable, Sendable, Equatable {
  struct Rectangle: Codable, Equatable {
    let x: Int
    let y: Int
    let width: Int
    let height: Int
  }
  let x: Int
  let y: Int
  let keep: Rectangle
}

extension Step {
  private enum Name: String, Codable {
    case stage, compile, load, warmup, measure, quality, placement, unload, cooldown, sentinel
  }
  private enum Keys: CodingKey { case `do` }

  public init(from decoder: any Decoder) throws {
    func fields<Fields: Decodable>() throws -> Fields { try Fields(from: decoder) }
    self =
      switch try decoder.container(keyedBy: Keys.self).decode(Name.self, forKey: .do) {
      case .stage: .stage
      case .compile: .compile(try fields())
      case .load: .load(try fields())
      case .warmup: .warmup(try fields())
      case .measure: .measure(try fields())
      case .quality: .quality(try fields())
      case .placement: .placement(try fields())
      case .unload: .unload(try fields())
      case .cooldown: .cooldown(try fields())
      case .sentinel: .sentinel
      }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(content.name, forKey: .do)
    try content.fields?.encode(to: encoder)
  }

  /// The step's name, as events tell it.
  public var name: String { content.name.rawValue }
  var arm: String? { (content.fields as? any OfArm)?.arm }
  var on: (any OnImage)? { content.fields as? any OnImage }

  private var content: (name: Name, fields: (any Encodable)?) {
    switch self {
    case .stage: (.stage, nil)
    case .compile(let fields): (.compile, fields)
    case .load(let fields): (.load, fields)
    case .warmup(let fields): (.warmup, fields)
    case .measure(let fields): (.measure, fields)
    case .quality(let fields): (.quality, fields)
    case .placement(let fields): (.placement, fields)
    case .unload(let fields): (.unload, fields)
    case .cooldown(let fields): (.cooldown, fields)
    case .sentinel: (.sentinel, nil)
    }
  }
}
