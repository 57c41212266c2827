import Foundation

/// Version of the job, event and status formats. A reader refuses any other.
public let contractVersion = 1

/// What the host asks of one launch of the app: a list of steps and what they refer to (src/contract/job.ts).
public struct Job: Decodable, Sendable {
  public let launch: String
  let files: [StagedFile]
  let arms: [String: Arm]
  let images: [String: JobImage]
  public let steps: [Step]

  /// Throws a JobError for whatever the contract does not allow.
  public init(json: Data) throws {
    // JSONDecoder traps on a key that is no text, such as half a surrogate pair; JSONSerialization refuses it.
    guard (try? JSONSerialization.jsonObject(with: json)) != nil else { throw JobError("is not JSON") }
    do {
      self = try JSONDecoder().decode(Job.self, from: json)
    } catch let error as DecodingError {
      throw JobError(error)
    }
  }

  enum Keys: String, CodingKey { case v, launch, files, arms, images, steps }

  public init(from decoder: any Decoder) throws {
    let version: Int = try decoder.container(keyedBy: Keys.self).value(.v)
    guard version == contractVersion else { throw invalid([Keys.v], "is \(version): only version 1 is known") }
    let fields = try decoder.fields(Keys.self)
    launch = try fields.checked(.launch, "must be letters, digits, \".\", \"_\" or \"-\"", isLaunchName)
    files = try fields.value(.files)
    arms = try fields.value(.arms)
    images = try fields.value(.images)
    steps = try fields.checked(.steps, "must not be empty") { !$0.isEmpty }
    for (index, step) in steps.enumerated() {
      if let arm = step.arm, arms[arm] == nil { throw JobError("field steps.\(index).arm: no arm \"\(arm)\"") }
      if let image = step.image, images[image] == nil {
        throw JobError("field steps.\(index).image: no image \"\(image)\"")
      }
    }
  }
}

/// A file under Documents. With `parts` it was pushed in pieces, which the app joins.
struct StagedFile: Decodable, Sendable {
  let path: String
  let bytes: Int
  let sha256: String
  /// In order; empty when the file was pushed whole.
  let parts: [String]

  enum Keys: String, CodingKey { case path, bytes, sha256, parts }
  struct Part: Decodable {
    let path: String
    enum Keys: String, CodingKey { case path, bytes }
    init(from decoder: any Decoder) throws {
      let fields = try decoder.fields(Keys.self)
      path = try fields.path(.path)
      _ = try fields.count(.bytes)
    }
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Keys.self)
    path = try fields.path(.path)
    bytes = try fields.count(.bytes)
    sha256 = try fields.sha256(.sha256)
    let pieces: [Part]? = try fields.optional(.parts)
    parts = pieces?.map(\.path) ?? []
  }
}

/// Raw RGB8, row-major, width * height * 3 bytes.
struct JobImage: Decodable, Sendable {
  let path: String
  let width: Int
  let height: Int

  enum Keys: String, CodingKey { case path, width, height }
  init(from decoder: any Decoder) throws {
    let fields = try decoder.fields(Keys.self)
    path = try fields.path(.path)
    width = try fields.pixels(.width)
    height = try fields.pixels(.height)
  }
}
