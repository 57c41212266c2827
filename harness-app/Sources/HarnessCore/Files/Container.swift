import Foundation

/// The app's home, as iOS lays it out.
struct Container: Sendable {
  let documents: URL
  /// Compiled models stay here between launches.
  let compiled: URL
  /// Holds `Identity.installation` of the app that wrote loads.json.
  let installation: URL

  init(home: URL) {
    documents = home.appendingPathComponent("Documents", isDirectory: true)
    let support = home.appendingPathComponent("Library/Application Support", isDirectory: true)
    compiled = support.appendingPathComponent("compiled", isDirectory: true)
    installation = support.appendingPathComponent("loads-installation.txt")
  }

  /// A place under Documents; throws for a path that leaves it, by its name or over a link.
  func place(_ path: String) throws -> URL {
    guard isContained(path) else { throw StepError(.failed, "\(path) is not a path below Documents") }
    var url = documents
    for part in path.split(separator: "/") {
      url.appendPathComponent(String(part))
      if kindOfFile(url) == .typeSymbolicLink { throw StepError(.failed, "\(path) leads over a link") }
    }
    return url
  }
}

/// What lies at a place, not following a link; nil when nothing does.
func kindOfFile(_ url: URL) -> FileAttributeType? {
  try? FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
}

/// Puts a file in the place of another in one move, so a reader sees the old or the new and never a part.
func replace(_ target: URL, with source: URL) throws {
  guard rename(source.path, target.path) == 0 else {
    throw StepError(.failed, "\(target.lastPathComponent) cannot be written: \(String(cString: strerror(errno)))")
  }
}

func replace(_ target: URL, with data: Data) throws {
  let partial = target.appendingPathExtension("partial")
  try data.write(to: partial)
  try replace(target, with: partial)
}
