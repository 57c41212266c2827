import Foundation

/// The launch's events.jsonl: each line is on disk before the app goes on. A crash damages at most the last line.
struct EventLog {
  private let file: FileHandle
  private let processStartNs: Int

  /// Throws when the launch already has events: it ran before and must not run again.
  init(creating url: URL, processStartNs: Int) throws {
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let descriptor = open(url.path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, 0o644)
    guard descriptor >= 0 else {
      let reason = errno == EEXIST ? "the launch already has events" : String(cString: strerror(errno))
      throw StepError(.failed, "\(url.path) cannot be made: \(reason)")
    }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.processStartNs = processStartNs
  }

  func append(_ parts: [any Encodable]) throws {
    let line = Merged(parts + [["tNs": nowNs() - processStartNs]])
    try file.write(contentsOf: JSONEncoder.contract.encode(line) + [UInt8(ascii: "\n")])
    try file.synchronize()
  }
}
