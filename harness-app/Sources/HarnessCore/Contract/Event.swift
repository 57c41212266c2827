import Foundation

/// The beginning of a line of events.jsonl; what was found and when follow in the same object (src/contract/events.ts).
struct Event: Encodable {
  enum Kind: String, Encodable { case start, result, error }
  let event: Kind
  let step: Int
  let `do`: String
}

/// The first line of events.jsonl.
struct Hello: Encodable {
  let event = "hello"
  let v = contractVersion
  let launch: String
  let pid = Int(ProcessInfo.processInfo.processIdentifier)
  let appBuild: String
  let device: Identity.Device
  let os: Identity.System
  let state: DeviceState
  let notes: [String]
}

/// The last line of events.jsonl: the SHA-256 of all bytes before it, by which the host sees that they came whole.
struct Seal: Encodable {
  let event = "seal"
  let sha256: String
}

/// The app cannot do the step, which is not a bug in the app. `unsupported`: this system can never do it. `disturbed`:
/// something on the phone came between, so that the launch says nothing about the model.
struct StepError: LocalizedError, Encodable {
  enum Kind: String, Encodable { case unsupported, disturbed, failed }
  let kind: Kind
  let reason: String
  var errorDescription: String? { reason }

  init(_ kind: Kind, _ reason: String) { (self.kind, self.reason) = (kind, reason) }

  /// The error itself, or a StepError with the words of any other error.
  init(_ error: any Error) {
    self = error as? StepError ?? StepError(.failed, error.localizedDescription)
  }
}

/// The fields of several values in one object.
struct Merged: Encodable {
  private let parts: [any Encodable]

  init(_ parts: [any Encodable]) { self.parts = parts }

  func encode(to encoder: any Encoder) throws {
    for part in parts { try part.encode(to: encoder) }
  }
}
