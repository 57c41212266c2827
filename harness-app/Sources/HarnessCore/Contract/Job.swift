import Foundation

/// Version of the job, event and status formats. A reader refuses any other.
let contractVersion = 3

/// What the host asks of one launch of the app: a list of steps and what they refer to (src/contract/job.ts).
struct Job: Codable, Sendable {
  let v: Int
  let launch: String
  let files: [StagedFile]
  let arms: [String: Arm]
  let images: [String: JobImage]
  let steps: [Step]
}

/// A file under Documents. With `parts` it was pushed in pieces, in their order, which the app joins.
struct StagedFile: Codable {
  let path: String
  let bytes: Int
  let sha256: String
  let parts: [FilePart]?
}

struct FilePart: Codable {
  let path: String
  let bytes: Int
}

/// Raw RGB8, row-major, width * height * 3 bytes.
struct JobImage: Codable, Sendable {
  let path: String
  let width, height: Int
}
