import Foundation

/// Something a job says that the contract does not allow: where, and what is wrong.
struct JobError: LocalizedError {
  let errorDescription: String?

  init(_ sentence: String) { errorDescription = sentence }
  init(field: String, _ message: String) { self.init("field \(field) \(message)") }
}

extension Job {
  /// Throws a JobError for whatever the contract does not allow.
  init(json: Data) throws {
    // JSONDecoder traps on a key that is not text, such as half a surrogate pair; JSONSerialization refuses it.
    guard let object = try? JSONSerialization.jsonObject(with: json) else { throw JobError("is not JSON") }
    if let version = (object as? [String: Any])?["v"] as? Int, version != contractVersion {
      throw JobError(field: "v", "is \(version): only version \(contractVersion) is known")
    }
    do {
      self = try JSONDecoder().decode(Job.self, from: json)
    } catch let error as DecodingError {
      throw JobError(error)
    }
    try check()
    try refuseLost(object, JSONSerialization.jsonObject(with: JSONEncoder().encode(self)))
  }
}

/// Writing the job again loses a field that the app does not know and so would not respect.
private func refuseLost(_ read: Any, _ written: Any, at path: [String] = []) throws {
  if let read = read as? [String: Any], let written = written as? [String: Any] {
    for (key, value) in read {
      let place = path + [key]
      guard let kept = written[key] else {
        throw JobError(field: place.joined(separator: "."), "is not a field the app knows")
      }
      try refuseLost(value, kept, at: place)
    }
  } else if let read = read as? [Any], let written = written as? [Any] {
    for (index, pair) in zip(read, written).enumerated() { try refuseLost(pair.0, pair.1, at: path + ["\(index)"]) }
  }
}

extension JobError {
  /// Decoding errors as one sentence with the field in it.
  fileprivate init(_ error: DecodingError) {
    func place(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context): self.init(field: place(context.codingPath + [key]), "is missing")
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      self.init(field: place(context.codingPath), "has the wrong type")
    case .dataCorrupted(let context): self.init(field: place(context.codingPath), "is wrong: \(context.debugDescription)")
    @unknown default: self.init("cannot be read: \(error)")
    }
  }
}
