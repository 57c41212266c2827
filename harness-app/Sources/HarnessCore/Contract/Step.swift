/// One thing the app does, and what it needs to know for it.
public enum Step: Decodable, Sendable {
  case stage
  case compile(arm: String)
  case load(arm: String, procedure: LoadProcedure)
  case warmup(Repetition)
  case measure(Measure)
  case quality(On)
  case placement(arm: String)
  case unload(arm: String)
  case cooldown(until: ThermalState, timeoutS: Double)
  case sentinel

  /// `purged` clears what the system keeps of the model, so the load is cold.
  public enum LoadProcedure: String, Codable, Sendable { case prepared, purged }

  /// An image and how it is cut for an arm's model.
  public struct On: Sendable {
    let arm: String
    let image: String
    let tiles: [Tile]
  }

  public struct Repetition: Sendable {
    let on: On
    let count: Int
  }

  /// Stops when both are reached: this many iterations and this much time.
  public struct Measure: Sendable {
    /// `predict` times the predictions of one image; `end_to_end` adds filling inputs and reading outputs.
    public enum Scope: String, Codable, Sendable { case predict, endToEnd = "end_to_end" }
    let on: On
    let count: Int
    let minNs: Int
    let scope: Scope
    /// Starts iterations at this rate instead of back to back.
    let paceHz: Double?
    /// Replaces `count` and `minNs` for sustained runs.
    let durationS: Double?
  }
}

/// One prediction of a larger image: the model sees the input-sized window at (x, y), mirrored where it leaves the
/// image; of its output only the `keep` rectangle is used. Input pixels throughout.
public struct Tile: Decodable, Sendable, Equatable {
  public struct Rectangle: Decodable, Sendable, Equatable {
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
  /// The step's name, as events tell it.
  public var name: String {
    switch self {
    case .stage: "stage"
    case .compile: "compile"
    case .load: "load"
    case .warmup: "warmup"
    case .measure: "measure"
    case .quality: "quality"
    case .placement: "placement"
    case .unload: "unload"
    case .cooldown: "cooldown"
    case .sentinel: "sentinel"
    }
  }

  var arm: String? {
    switch self {
    case .compile(let arm), .load(let arm, _), .placement(let arm), .unload(let arm): arm
    case .warmup(let step): step.on.arm
    case .measure(let step): step.on.arm
    case .quality(let on): on.arm
    case .stage, .cooldown, .sentinel: nil
    }
  }

  var image: String? {
    switch self {
    case .warmup(let step): step.on.image
    case .measure(let step): step.on.image
    case .quality(let on): on.image
    default: nil
    }
  }
}
