import CryptoKit
import Foundation

extension Launch {
  struct Staged: Encodable { let files, bytes: Int }

  /// Joins files that came in parts, then checks every file of the job against its sha256.
  func stage() throws -> any Encodable {
    do {
      for (index, file) in job.files.enumerated() {
        try join(file)
        try verify(file)
        try progress(Double(index + 1) / Double(job.files.count))
      }
    } catch {
      // A damaged file is gone now: the host pushes what the inventory lacks.
      try? container.writeInventory()
      throw error
    }
    try container.writeInventory()
    return Staged(files: job.files.count, bytes: job.files.reduce(0) { $0 + $1.bytes })
  }

  private func join(_ file: StagedFile) throws {
    let target = try container.place(file.path)
    let pieces = try (file.parts ?? []).map { try container.place($0.path) }
    guard pieces.contains(where: { kindOfFile($0) == .typeRegular }) else { return }
    let partial = target.appendingPathExtension("partial")
    try Data().write(to: partial)
    let writer = try FileHandle(forWritingTo: partial)
    defer { try? writer.close() }
    for piece in pieces {
      guard kindOfFile(piece) == .typeRegular else { throw StepError(.failed, "a part of \(file.path) was not pushed") }
      try eachChunk(of: piece) { try writer.write(contentsOf: $0) }
    }
    try replace(target, with: partial)
    for piece in pieces { try FileManager.default.removeItem(at: piece) }
  }

  /// Removes files that do not match, so that the host sees in the next launch that they are missing.
  private func verify(_ file: StagedFile) throws {
    let url = try container.place(file.path)
    guard kindOfFile(url) == .typeRegular else { throw StepError(.failed, "\(file.path) was not pushed") }
    var hash = SHA256()
    try eachChunk(of: url) { hash.update(data: $0) }
    if hash.finalize().hex == file.sha256 { return }
    try FileManager.default.removeItem(at: url)
    throw StepError(.failed, "\(file.path) arrived damaged")
  }
}

private func eachChunk(of url: URL, _ use: (Data) throws -> Void) throws {
  let reader = try FileHandle(forReadingFrom: url)
  defer { try? reader.close() }
  while try autoreleasepool(invoking: {
    guard let chunk = try reader.read(upToCount: 1 << 20), !chunk.isEmpty else { return false }
    try use(chunk)
    return true
  }) {}
}
