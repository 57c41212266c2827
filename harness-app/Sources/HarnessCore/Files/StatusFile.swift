import Foundation

/// The launch's status.json. It is refreshed at most four times a second, so that it does not disturb the measurement.
final class StatusFile: @unchecked Sendable {
  private enum State: String, Encodable { case running, done }
  private struct Status: Encodable {
    var v = contractVersion
    let launch: String
    let steps: Int
    var state = State.running
    var step = 0
    var progress = 0.0
    var heartbeat = 0
  }

  private static let refreshNs = 250_000_000
  private let url: URL
  /// Guards the fields below: a step's thread and the timer of `beating` write them.
  private let lock = NSLock()
  private var status: Status
  private var writtenAtNs = 0

  init(at url: URL, for job: Job) {
    self.url = url
    status = Status(launch: job.launch, steps: job.steps.count)
  }

  func begin(_ step: Int) throws { try write { ($0.step, $0.progress) = (step, 0) } }

  func progress(_ share: Double) throws {
    if nowNs() - writtenAtNs >= Self.refreshNs { try write { $0.progress = min(1, max(0, share)) } }
  }

  func done() throws { try write { ($0.state, $0.progress) = (.done, 1) } }

  /// Advances the heartbeat once a second while `body` waits for the system, which may compile for minutes and reports
  /// no progress. Stops after ten minutes, so that a call that never returns looks like a stall.
  func beating<Result>(_ body: () throws -> Result) rethrows -> Result {
    let queue = DispatchQueue(label: "heartbeat", qos: .utility)
    let timer = DispatchSource.makeTimerSource(queue: queue)
    let lastNs = nowNs() + 600_000_000_000
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.setEventHandler { if nowNs() < lastNs { try? self.write { _ in } } }
    timer.activate()
    defer {
      timer.cancel()
      // Waits for a beat that is being written, so that it does not overlap with anything timed.
      queue.sync {}
    }
    return try body()
  }

  private func write(_ change: (inout Status) -> Void) throws {
    try lock.withLock {
      change(&status)
      try replace(url, with: JSONEncoder.contract.encode(status))
      status.heartbeat += 1
      writtenAtNs = nowNs()
    }
  }
}
