import Foundation

/// The app's scene, as the virtual iPhone tells it in a file that it appends to (src/virtual/app/system/scene.ts).
struct VirtualScene: Sendable {
  private struct Change: Decodable {
    enum State: String, Decodable { case active, inactive, background }
    /// On the clock that all processes of the machine share.
    let atMs: Double
    let state: State
  }

  private let file: String?
  private let startedNs: Int

  init(startedNs: Int) {
    file = ProcessInfo.processInfo.environment["REZBENCH_SCENE"]
    self.startedNs = startedNs
  }

  /// Before the first change, or without a file, the scene is active.
  func activeSinceNs() -> Int? {
    changes().reduce(startedNs) { sinceNs, change in
      change.state == .active ? sinceNs ?? max(startedNs, Int(change.atMs * 1e6)) : nil
    }
  }

  private func changes() -> [Change] {
    guard let file, let text = try? String(contentsOfFile: file, encoding: .utf8) else { return [] }
    // What follows the last newline is still being written.
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
      guard let change = try? JSONDecoder().decode(Change.self, from: Data(line.utf8)) else {
        fatalError("the virtual iPhone says of the scene: \(line)")
      }
      return change
    }
  }
}
