import Foundation

/// Remembers whether the app has left the foreground, for the thread that measures.
final class Foreground: @unchecked Sendable {
  static let shared = Foreground()
  private let lock = NSLock()
  private var hasLeft = false

  func leave() { lock.withLock { hasLeft = true } }

  /// True once for every time it left, whether or not it came back.
  func takeLeft() -> Bool {
    lock.withLock {
      defer { hasLeft = false }
      return hasLeft
    }
  }
}
