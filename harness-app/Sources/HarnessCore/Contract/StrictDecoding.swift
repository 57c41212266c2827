import Foundation

/// Something a job says that the contract does not allow: where, and what is wrong.
public struct JobError: LocalizedError {
  public let errorDescription: String?

  init(_ sentence: String) { errorDescription = sentence }
}

extension Decoder {
  /// The object's fields. One the contract does not know is refused, since the app would not honour it.
  func fields<Keys: CodingKey>(_ keys: Keys.Type) throws -> KeyedDecodingContainer<Keys> {
    for key in try container(keyedBy: AnyKey.self).allKeys where Keys(stringValue: key.stringValue) == nil {
      throw invalid(codingPath + [key], "is not a field the app knows")
    }
    return try container(keyedBy: keys)
  }
}

extension KeyedDecodingContainer {
  /// Absent is nil; null is refused.
  func optional<Value: Decodable>(_ key: Key) throws -> Value? {
    contains(key) ? try decode(Value.self, forKey: key) : nil
  }

  func value<Value: Decodable>(_ key: Key) throws -> Value { try decode(Value.self, forKey: key) }

  func count(_ key: Key, atLeast least: Int = 0) throws -> Int {
    try checked(key, "must be \(least) or more") { $0 >= least }
  }

  /// A length or place in pixels; more than any phone's memory holds is refused, so sums and products cannot overflow.
  func pixels(_ key: Key, atLeast least: Int = 1) throws -> Int {
    try checked(key, "must be from \(least) to 65536") { (least...65536).contains($0) }
  }

  func path(_ key: Key) throws -> String { try checked(key, "must be a relative path without \"..\"", isContained) }

  func sha256(_ key: Key) throws -> String { try checked(key, "must be 64 hexadecimal digits", isSha256) }

  func name(_ key: Key) throws -> String { try checked(key, "must not be empty") { $0 != "" } }

  func positive(_ key: Key) throws -> Double { try checked(key, "must be above 0") { $0 > 0 } }

  func positiveIfPresent(_ key: Key) throws -> Double? { contains(key) ? try positive(key) : nil }

  func checked<Value: Decodable>(_ key: Key, _ message: String, _ allows: (Value) -> Bool) throws -> Value {
    let value = try decode(Value.self, forKey: key)
    guard allows(value) else { throw invalid(codingPath + [key], message) }
    return value
  }
}

struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { return nil }
}

func invalid(_ path: [CodingKey], _ message: String) -> JobError {
  let place = path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  return JobError("field \(place) \(message)")
}

extension JobError {
  /// Decoding errors as one sentence with the field in it.
  init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, let context): self = invalid(context.codingPath + [key], "is missing")
    case .typeMismatch(_, let context), .valueNotFound(_, let context): self = invalid(context.codingPath, "has the wrong type")
    case .dataCorrupted(let context):
      let isField = !context.codingPath.isEmpty
      self = isField ? invalid(context.codingPath, context.debugDescription) : JobError("is not JSON")
    @unknown default: self = JobError("cannot be read: \(error)")
    }
  }
}
