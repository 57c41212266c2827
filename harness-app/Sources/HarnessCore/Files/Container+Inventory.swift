import Foundation

extension Container {
  /// Lists every file under models/ and images/ with its size, so the host pushes only what is lacking.
  func writeInventory() throws {
    var sizes: [String: Int] = [:]
    for folder in ["models", "images"] { try list(folder, into: &sizes) }
    try FileManager.default.createDirectory(at: documents, withIntermediateDirectories: true)
    try replace(documents.appendingPathComponent(Place.inventory), with: JSONEncoder.contract.encode(sizes))
  }

  private func list(_ path: String, into sizes: inout [String: Int]) throws {
    let url = documents.appendingPathComponent(path)
    switch kindOfFile(url) {
    case .folder:
      for name in try FileManager.default.contentsOfDirectory(atPath: url.path) { try list("\(path)/\(name)", into: &sizes) }
    case .file: sizes[path] = try FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int
    case .link, .other, nil: break
    }
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
