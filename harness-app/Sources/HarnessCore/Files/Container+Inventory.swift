import Foundation

extension Container {
  /// Lists every file under models/ and images/ with its size, so the host pushes only what is missing.
  func writeInventory() throws {
    var sizes: [String: Int] = [:]
    for folder in ["models", "images"] {
      let root = documents.appendingPathComponent(folder)
      guard kindOfFile(root) == .typeDirectory else { continue }
      for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
        let file = try FileManager.default.attributesOfItem(atPath: root.appendingPathComponent(path).path)
        if file[.type] as? FileAttributeType == .typeRegular { sizes["\(folder)/\(path)"] = file[.size] as? Int }
      }
    }
    try FileManager.default.createDirectory(at: documents, withIntermediateDirectories: true)
    try replace(documents.appendingPathComponent(Place.inventory), with: JSONEncoder.contract.encode(sizes))
  }
}

extension JSONEncoder {
  /// How the app writes JSON: one line, keys in a fixed order.
  static var contract: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
