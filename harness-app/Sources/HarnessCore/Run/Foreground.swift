import Foundation

/// Since when the app's scene has been active. The main thread tells it, the thread that measures asks.
final class Foreground: @unchecked Sendable {
  private let lock = NSLock()
  private var sinceNs: Int?

  /// Nil while the scene is not active.
  var activeSinceNs: Int? { lock.withLock { sinceNs } }

  func enter() { lock.withLock { sinceNs = sinceNs ?? nowNs() } }
  func leave() { lock.withLock { sinceNs = nil } }
}
