import Foundation

/// The launch's status.json. It is refreshed at most four times a second, so that it costs the measuring nothing.
struct StatusFile {
  private enum State: String, Encodable { case running, done }
  private struct Status: Encodable {
    var v = contractVersion
    let launch: String
    let state: State
    let step: Int
    let steps: Int
    let progress: Double
    let heartbeat: Int
  }

  private let url: URL
  private let launch: String
  private let steps: Int
  private var step = 0
  private var heartbeat = 0
  private var writtenAtNs = 0
  private static let refreshNs = 250_000_000

  init(at url: URL, for job: Job) {
    self.url = url
    launch = job.launch
    steps = job.steps.count
  }

  mutating func begin(_ step: Int) throws {
    self.step = step
    try write(.running, progress: 0)
  }

  mutating func progress(_ share: Double) throws {
    if nowNs() - writtenAtNs >= Self.refreshNs { try write(.running, progress: min(1, max(0, share))) }
  }

  mutating func done() throws { try write(.done, progress: 1) }

  private mutating func write(_ state: State, progress: Double) throws {
    let status = Status(
      launch: launch, state: state, step: step, steps: steps, progress: progress, heartbeat: heartbeat)
    try replace(url, with: JSONEncoder.contract.encode(status))
    heartbeat += 1
    writtenAtNs = nowNs()
  }
}
