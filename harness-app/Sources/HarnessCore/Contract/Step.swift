/// One thing the app does, and what it needs to know for it.
enum Step: Codable, Sendable {
  case stage, purge, sentinel
  case compile(OfArm), load(OfArm), placement(OfArm), unload(OfArm)
  case warmup(OnImage, Warmup)
  case measure(OnImage, Measure)
  case quality(OnImage)
  case cooldown(Cooldown)
  case pause(Pause)

  struct OfArm: Codable { let arm: String }

  /// An image, and how it is cut for the arm's model.
  struct OnImage: Codable {
    let arm, image: String
    let tiles: [Tile]
  }

  struct Warmup: Codable { let count: Int }

  /// Stops when both are reached: this many iterations and this much time.
  struct Measure: Codable {
    /// `predict` times the predictions of one image; `end_to_end` adds filling inputs and reading outputs.
    enum Scope: String, Codable { case predict, endToEnd = "end_to_end" }
    let count: Int
    let minNs: Int
    let scope: Scope
    /// Starts iterations at this rate instead of back to back.
    let paceHz: Double?
    /// Replaces `count` and `minNs` for sustained runs.
    let durationS: Double?
  }

  struct Cooldown: Codable {
    let until: ThermalState
    let timeoutS: Double
  }

  /// Waits this long, and until the app's scene has been active for that long.
  struct Pause: Codable { let durationS: Double }
}

/// One prediction of a larger image: the model sees the input-sized window at (x, y), which may begin before the image
/// and is mirrored wherever it leaves it; of its output only the `keep` rectangle is used. Input pixels throughout.
struct Tile: Codable, Equatable {
  struct Rectangle: Codable, Equatable { let x, y, width, height: Int }
  let x, y: Int
  let keep: Rectangle
}

extension Step {
  private enum Name: String, Codable {
    case stage, compile, load, purge, pause, warmup, measure, quality, placement, unload, cooldown, sentinel
  }
  private enum Keys: CodingKey { case `do` }

  init(from decoder: any Decoder) throws {
    func fields<Fields: Decodable>() throws -> Fields { try Fields(from: decoder) }
    self =
      switch try decoder.container(keyedBy: Keys.self).decode(Name.self, forKey: .do) {
      case .stage: .stage
      case .compile: .compile(try fields())
      case .load: .load(try fields())
      case .purge: .purge
      case .pause: .pause(try fields())
      case .warmup: .warmup(try fields(), try fields())
      case .measure: .measure(try fields(), try fields())
      case .quality: .quality(try fields())
      case .placement: .placement(try fields())
      case .unload: .unload(try fields())
      case .cooldown: .cooldown(try fields())
      case .sentinel: .sentinel
      }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(content.name, forKey: .do)
    try Merged(content.fields).encode(to: encoder)
  }

  /// The step's name in events.
  var name: String { content.name.rawValue }
  var on: OnImage? { content.fields.first as? OnImage }
  var arm: String? { on?.arm ?? (content.fields.first as? OfArm)?.arm }

  private var content: (name: Name, fields: [any Encodable]) {
    switch self {
    case .stage: (.stage, [])
    case .compile(let model): (.compile, [model])
    case .load(let model): (.load, [model])
    case .purge: (.purge, [])
    case .pause(let pause): (.pause, [pause])
    case .warmup(let on, let warmup): (.warmup, [on, warmup])
    case .measure(let on, let measure): (.measure, [on, measure])
    case .quality(let on): (.quality, [on])
    case .placement(let model): (.placement, [model])
    case .unload(let model): (.unload, [model])
    case .cooldown(let cooldown): (.cooldown, [cooldown])
    case .sentinel: (.sentinel, [])
    }
  }
}
