import CryptoKit
import Foundation

/// Stands for the cache of Core ML itself: the first load of a model takes longer, and later ones find what it left, as
/// long as the key is the same. It tells the app nothing of that. The phone's own log does, so that what the app reports
/// can be compared with it. The app's twin does the same (src/virtual/app/system/model-cache.ts).
struct SpecializationCache {
  /// How much longer a load takes that finds nothing.
  private static let specializingS = 0.15

  private struct Phone: Decodable { let osBuild: String }

  private let folder: URL
  private let key: [String: Any]
  private let log: String?

  /// What a model is kept for. Another value of any field is another entry.
  init(of compiled: URL, _ configuration: MLModelConfiguration) throws {
    let environment = ProcessInfo.processInfo.environment
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    guard let home = environment["HOME"], let installation = environment["REZBENCH_BUNDLE"],
      let phone = try? JSONDecoder().decode(Phone.self, from: Data((environment["REZBENCH_VIRTUAL_DEVICE"] ?? "").utf8)),
      let plist = try? Data(contentsOf: bundle.appendingPathComponent("Info.plist")),
      let info = try? PropertyListSerialization.propertyList(from: plist, format: nil) as? [String: Any]
    else { throw CoreMLError("the virtual iPhone does not say which app this is") }
    let below = home.hasSuffix("/") ? home : "\(home)/"
    var key: [String: Any] = [
      "installation": installation, "appBuild": info["CFBundleVersion"] ?? "", "osBuild": phone.osBuild,
      "model": compiled.path.hasPrefix(below) ? String(compiled.path.dropFirst(below.count)) : compiled.path,
      "computeUnits": "\(configuration.computeUnits)",
    ]
    if let function = configuration.functionName { key["function"] = function }
    self.key = key
    let bundleId = info["CFBundleIdentifier"] as? String ?? ""
    folder = URL(fileURLWithPath: "\(below)Library/Caches/\(bundleId)/com.apple.e5rt.e5bundlecache/\(phone.osBuild)")
    log = environment["REZBENCH_CACHE_LOG"]
  }

  /// Loads, and specializes when nothing is kept.
  func load<Loaded>(_ body: () throws -> Loaded) throws -> Loaded {
    let text = try JSONSerialization.data(withJSONObject: key, options: [.sortedKeys, .withoutEscapingSlashes])
    let digest = SHA256.hash(data: text).map { String(format: "%02x", $0) }.joined()
    let entry = folder.appendingPathComponent(digest)
    let isKept = FileManager.default.fileExists(atPath: entry.path)
    try report(isKept ? "hit" : "miss")
    let loaded = try body()
    if isKept { return loaded }
    Thread.sleep(forTimeInterval: Self.specializingS)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try text.write(to: entry, options: .atomic)
    return loaded
  }

  private func report(_ result: String) throws {
    guard let log else { return }
    let arguments = Array(CommandLine.arguments.dropFirst())
    let line = key.merging(["result": result, "arguments": arguments]) { $1 }
    let data = try JSONSerialization.data(withJSONObject: line, options: [.sortedKeys, .withoutEscapingSlashes])
    let descriptor = open(log, O_WRONLY | O_APPEND | O_CREAT, 0o644)
    guard descriptor >= 0 else { throw CoreMLError("the virtual iPhone's log of loads cannot be written") }
    try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: data + [UInt8(ascii: "\n")])
  }
}
