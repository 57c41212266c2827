import Foundation

/// The app's home, as iOS lays it out.
struct Container: Sendable {
  let documents: URL
  /// Compiled models stay here between launches.
  let compiled: URL

  init(home: URL) {
    documents = home.appendingPathComponent("Documents", isDirectory: true)
    compiled = home.appendingPathComponent("Library/Application Support/compiled", isDirectory: true)
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

  /// Where an arm's compiled model is; nil before the app has compiled it.
  func compiledModel(of arm: Arm) -> URL? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: compiled.path)) ?? []
    let name = names.first { $0.hasPrefix(arm.sha256) && $0.hasSuffix(".mlmodelc") }
    return name.map { compiled.appendingPathComponent($0, isDirectory: true) }
  }

  /// A place where no compiled model has been. The system's caches depend on the path, so a load is cold there.
  func freshPlace(for arm: Arm) throws -> URL {
    try FileManager.default.createDirectory(at: compiled, withIntermediateDirectories: true)
    return compiled.appendingPathComponent("\(arm.sha256)-\(UUID().uuidString).mlmodelc", isDirectory: true)
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
