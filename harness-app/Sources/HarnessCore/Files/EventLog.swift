import Foundation

/// The launch's events.jsonl: each line is on disk before the app goes on. After a crash at most the last line is torn.
struct EventLog {
  private let file: FileHandle
  private let processStartNs: Int

  /// Nil when the launch already has events: it ran before and must not run twice.
  init?(creating url: URL, processStartNs: Int) throws {
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let descriptor = open(url.path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, 0o644)
    if descriptor < 0 && errno == EEXIST { return nil }
    guard descriptor >= 0 else { throw StepError(.failed, "events.jsonl cannot be made: \(String(cString: strerror(errno)))") }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.processStartNs = processStartNs
  }

  func append(_ parts: [any Encodable]) throws {
    let line = Merged(parts + [Time(tNs: nowNs() - processStartNs)])
    try file.write(contentsOf: JSONEncoder.contract.encode(line) + [UInt8(ascii: "\n")])
    try file.synchronize()
  }

  private struct Time: Encodable { let tNs: Int }
}
