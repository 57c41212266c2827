import Foundation

/// The thermal state, as the virtual iPhone tells it in a file (src/virtual/app/system/heat.ts), also for times to come.
struct VirtualHeat: Sendable {
  private struct Change: Decodable {
    /// On the clock that all processes of the machine share.
    let atMs: Double
    let state: ThermalState
  }

  private let file = ProcessInfo.processInfo.environment["REZBENCH_HEAT"]

  /// Without a file the phone was never warm.
  func state() -> ThermalState {
    guard let file, let text = try? String(contentsOfFile: file, encoding: .utf8) else { return .nominal }
    let nowMs = Double(nowNs()) / 1e6
    // What follows the last newline is still being written.
    let changes = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
      guard let change = try? JSONDecoder().decode(Change.self, from: Data(line.utf8)) else {
        fatalError("the virtual iPhone says of its heat: \(line)")
      }
      return change
    }
    return changes.last { $0.atMs <= nowMs }?.state ?? .nominal
  }
}
