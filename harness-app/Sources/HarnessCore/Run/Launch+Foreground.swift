import Foundation

private let pollNs = 100_000_000

extension Launch {
  struct Paused: Encodable { let waitedNs: Int }

  /// Waits until the app has come to the foreground: before, the system still animates its launch.
  func awaitForeground() throws { try awaitForeground(for: 0, within: 0) }

  /// Waits this long, and until the app has been in the foreground for that long.
  func pause(_ durationS: Double) throws -> any Encodable {
    let (startedNs, durationNs) = (nowNs(), Int(durationS * 1e9))
    try awaitForeground(for: durationNs, within: durationNs)
    return Paused(waitedNs: nowNs() - startedNs)
  }

  /// Throws when the app was not in the foreground at both ends of what was timed, or was not all the while. It asks at
  /// the ends alone, so that asking disturbs nothing. A failure does not count either: the background may be why.
  func undisturbed(_ step: Step, _ timed: () throws -> any Encodable) throws -> any Encodable {
    guard let sinceNs = device.activeSinceNs() else {
      throw StepError(.disturbed, "the app was not in the foreground when \(step.name) began")
    }
    let finding = Result { try timed() }
    // An app that left and came back has been there for less long.
    guard device.activeSinceNs() == sinceNs else {
      throw StepError(.disturbed, "the app left the foreground during \(step.name)")
    }
    return try finding.get()
  }

  /// Counts what the foreground has lasted from now on. Gives up when it has not lasted for `durationNs` at the end of
  /// `limitNs` and the launch's patience.
  private func awaitForeground(for durationNs: Int, within limitNs: Int) throws {
    let startedNs = nowNs()
    let lastNs = startedNs + limitNs + patienceNs
    while true {
      let (now, sinceNs) = (nowNs(), device.activeSinceNs())
      let dueNs = max(startedNs, sinceNs ?? now) + durationNs
      if sinceNs != nil && now >= dueNs { return }
      guard now < lastNs else {
        throw StepError(
          .disturbed, durationNs == 0 ? "the app did not come to the foreground" : "the app did not stay in the foreground")
      }
      try progress(Double(now - startedNs) / Double(lastNs - startedNs))
      sleep(untilNs: min(dueNs, now + pollNs))
    }
  }
}
