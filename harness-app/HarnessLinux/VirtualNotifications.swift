import Foundation

/// Darwin notifications in a virtual iPhone: it reads their names from the app's file descriptor 3, one a line.
struct VirtualNotifications: Sendable {
  private static let descriptor: Int32 = 3
  private let isHeard: Bool

  /// Asks whether somebody listens before the app has opened a file, which might get the same number.
  init() {
    var found = stat()
    let kind = fstat(Self.descriptor, &found) == 0 ? found.st_mode & S_IFMT : 0
    isHeard = kind == S_IFIFO || kind == S_IFSOCK
    // A listener that is gone is an error of the write, not the app's end.
    signal(SIGPIPE, SIG_IGN)
  }

  func post(_ name: String) {
    guard isHeard else { return }
    let line = Array("\(name)\n".utf8)
    // Nobody can be told that it failed: the host finds the launch's events without a notification, too.
    _ = write(Self.descriptor, line, line.count)
  }
}
