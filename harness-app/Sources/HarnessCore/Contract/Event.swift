import Foundation

/// What the app writes down: one line of events.jsonl each (src/contract/events.ts).
enum Event: Encodable {
  case hello(Hello)
  case start(step: Int, name: String)
  case result(step: Int, name: String, finding: any Encodable)
  case error(step: Int, name: String, error: StepError)

  private enum Keys: String, CodingKey { case event, step, `do`, kind, reason }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Keys.self)
    func head(_ event: String, _ step: Int, _ name: String) throws {
      try fields.encode(event, forKey: .event)
      try fields.encode(step, forKey: .step)
      try fields.encode(name, forKey: .do)
    }
    switch self {
    case .hello(let hello):
      try fields.encode("hello", forKey: .event)
      try hello.encode(to: encoder)
    case .start(let step, let name): try head("start", step, name)
    case .result(let step, let name, let finding):
      try head("result", step, name)
      try finding.encode(to: encoder)
    case .error(let step, let name, let error):
      try head("error", step, name)
      try fields.encode(error.kind, forKey: .kind)
      try fields.encode(error.reason, forKey: .reason)
    }
  }
}

struct Hello: Encodable {
  var v = contractVersion
  let launch: String
  let pid: Int
  let appBuild: String
  let device: Identity.Device
  let os: Identity.System
  let state: DeviceState
  let notes: [String]
}

/// The step cannot be done, as opposed to a bug in the app. `unsupported`: this system never can.
public struct StepError: LocalizedError {
  public enum Kind: String, Encodable, Sendable { case unsupported, failed }
  public let kind: Kind
  public let reason: String
  public var errorDescription: String? { reason }

  public init(_ kind: Kind, _ reason: String) {
    self.kind = kind
    self.reason = reason
  }

  /// The error itself, or any other one told in its own words.
  init(_ error: any Error) {
    self = error as? StepError ?? StepError(.failed, error.localizedDescription)
  }
}

/// Two findings in one object.
struct Both<First: Encodable, Second: Encodable>: Encodable {
  let first: First
  let second: Second

  init(_ first: First, _ second: Second) {
    self.first = first
    self.second = second
  }

  func encode(to encoder: any Encoder) throws {
    try first.encode(to: encoder)
    try second.encode(to: encoder)
  }
}
