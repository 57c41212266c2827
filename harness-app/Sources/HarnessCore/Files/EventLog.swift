import CryptoKit
import Foundation

/// The launch's events.jsonl: each line is on disk before the app goes on. A crash damages at most the last line.
final class EventLog {
  private let file: FileHandle
  private let processStartNs: Int
  private var digest = SHA256()

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
    let line = try line(of: Merged(parts + [["tNs": nowNs() - processStartNs]]))
    try write(line)
    digest.update(data: line)
  }

  /// Says that nothing more follows, and what the lines above it are.
  func seal() throws { try write(try line(of: Seal(sha256: digest.finalize().hex))) }

  private func line(of event: some Encodable) throws -> Data {
    try JSONEncoder.contract.encode(event) + [UInt8(ascii: "\n")]
  }

  private func write(_ line: Data) throws {
    try file.write(contentsOf: line)
    try file.synchronize()
  }
}
