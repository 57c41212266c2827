import Foundation

@testable import HarnessCore

/// An app's home that is removed with the test.
final class Home: Sendable {
  let container: Container
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("harness-\(UUID().uuidString)")
    container = Container(home: folder)
    try FileManager.default.createDirectory(at: container.documents, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ data: Data, at path: String) throws {
    let url = container.documents.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  func write(_ text: String, at path: String) throws { try write(Data(text.utf8), at: path) }

  func read(_ path: String) throws -> Data { try Data(contentsOf: container.documents.appendingPathComponent(path)) }

  func object(_ path: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: read(path)) as? [String: Any] ?? [:]
  }

  func holds(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: container.documents.appendingPathComponent(path).path)
  }

  /// The launch's events; every line must be whole.
  /// The events above the seal.
  func events(_ launch: String) throws -> [[String: Any]] { try lines(launch).filter { $0["event"] as? String != "seal" } }

  func lines(_ launch: String) throws -> [[String: Any]] {
    let text = String(decoding: try read("out/\(launch)/events.jsonl"), as: UTF8.self)
    return try text.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
  }
}

struct FakeDevice: Device {
  var installation = "/Bundle/1/Harness.app"
  var osVersion = "17.5"
  var osBuild = "21F79"
  var leastLifeNs = 0
  var foreground = Foreground.active
  var posted: @Sendable (String) -> Void = { _ in }
  /// Happens whenever the app is about to ask for the foreground.
  var whenAsked: @Sendable () -> Void = {}

  var identity: Identity {
    Identity(
      device: Identity.Device(kind: .virtual, model: "iPhone99,1", name: "Test"),
      os: Identity.System(version: osVersion, build: osBuild), appBuild: "b1", installation: installation)
  }
  var stateAtLaunch: DeviceState { DeviceState(thermal: .nominal, lowPowerMode: false, batteryLevel: nil) }
  func thermal() -> ThermalState { .nominal }
  func memory() -> MemoryUse { MemoryUse(footprintBytes: 10, footprintPeakBytes: 20, neuralBytes: nil) }
  func activeSinceNs() -> Int? {
    whenAsked()
    return foreground.activeSinceNs
  }
  func post(_ notification: String) { posted(notification) }
}

extension Foreground {
  static var active: Foreground {
    let foreground = Foreground()
    foreground.enter()
    return foreground
  }
}

/// How a launch ended: its events report it, or the app could not write any.
enum Ending: Equatable {
  case reported
  case unreported(String)

  var isRanBefore: Bool {
    if case .unreported(let reason) = self { reason.hasSuffix("the launch already has events") } else { false }
  }
}

extension Harness {
  func ending(jobFile: String, sha256: String? = nil) -> Ending {
    do {
      try run(JobArgument(file: jobFile, sha256: sha256))
      return .reported
    } catch {
      return .unreported(error.localizedDescription)
    }
  }
}

struct Broken: LocalizedError {
  let errorDescription: String?
  init(_ text: String) { errorDescription = text }
}

/// Enlarges by repeating pixels, so any tiling must give what the whole image gives.
struct FakeEngine: Engine {
  /// What the system keeps of loads.
  final class Cache { var entries: Set<String> = [] }

  var compileError: (any Error)?
  var predictError: (any Error)?
  var purgeError: (any Error)?
  var whileCompiling: () throws -> Void = {}
  var whileLoading: () throws -> Void = {}
  var whilePredicting: () -> Void = {}
  let cache = Cache()

  func compile(_ package: URL, to folder: URL) throws {
    if let compileError { throw compileError }
    try whileCompiling()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }
  func purge() throws -> Bool {
    if let purgeError { throw purgeError }
    defer { cache.entries = [] }
    return !cache.entries.isEmpty
  }
  func load(_ compiled: URL, for arm: ModelArm) throws -> any Predictor {
    try whileLoading()
    cache.entries.insert(compiled.path)
    return FakePredictor(arm: arm, error: predictError, whilePredicting: whilePredicting)
  }
  func notes(for arm: ModelArm) -> [String] { ["fake"] }
  func upscaler(for arm: SystemArm) throws -> any Predictor {
    guard arm.scale == 2 else {
      throw StepError(.unsupported, "no frames of \(arm.input.width)x\(arm.input.height) by \(arm.scale)")
    }
    return FakePredictor(input: arm.input, output: arm.output, error: predictError, whilePredicting: whilePredicting)
  }
  var upscalerNotes: [String] { ["fake"] }
  func placement(of compiled: URL, for arm: ModelArm) -> Placement {
    Placement(shares: Placement.Shares(cpu: 0.25, gpu: 0, ane: 0.75))
  }
}

struct FakePredictor: Predictor {
  final class Box { var image: Rgb8? }
  let input, output: Feature
  var isBacked: Bool?
  let error: (any Error)?
  var whilePredicting: () -> Void = {}

  func makeInput() -> Box { Box() }
  func fill(_ input: Box, with pixels: Rgb8) { input.image = pixels }
  func predict(_ input: Box) throws -> Rgb8 {
    whilePredicting()
    if let error { throw error }
    let inset = output.inset ?? 0
    let shown = input.image!.window(
      x: inset, y: inset, width: self.input.width - 2 * inset, height: self.input.height - 2 * inset)
    let given = self.input.channels == 1 ? shown.grey : shown
    return repeated(given, output.width / shown.width)
  }
  func read(_ output: Rgb8) -> Rgb8 { output }
  func isBacked(_ output: Rgb8) -> Bool? { isBacked }
}

extension FakePredictor {
  init(arm: ModelArm, error: (any Error)?, whilePredicting: @escaping () -> Void = {}) {
    self.init(
      input: arm.input, output: arm.output, isBacked: arm.computeUnits == .all ? true : nil, error: error,
      whilePredicting: whilePredicting)
  }
}

extension Rgb8 {
  /// What a network of luma is given, in bytes.
  var grey: Rgb8 {
    var grey = self
    for pixel in 0..<width * height { grey.setGrey(byte(luma(at: pixel)), at: pixel) }
    return grey
  }
}

func repeated(_ image: Rgb8, _ scale: Int) -> Rgb8 {
  var large = Rgb8(width: image.width * scale, height: image.height * scale)
  for y in 0..<large.height {
    for x in 0..<large.width {
      for channel in 0..<3 {
        large.data[(y * large.width + x) * 3 + channel] = image.data[(y / scale * image.width + x / scale) * 3 + channel]
      }
    }
  }
  return large
}

/// An image whose every byte differs from its neighbours'.
func pattern(_ width: Int, _ height: Int) -> Rgb8 {
  Rgb8(width: width, height: height, data: (0..<width * height * 3).map { UInt8(($0 * 37 + $0 / 7) % 256) })
}

let digest = String(repeating: "a", count: 64)

/// A job in which every field of the contract occurs, as an object tests may spoil.
func job(steps: [[String: Any]], files: [[String: Any]] = []) -> [String: Any] {
  [
    "v": 3, "launch": "l1", "files": files, "arms": ["a": armObject(input: 8)],
    "images": ["photo": ["path": "images/p.rgb", "width": 8, "height": 8]],
    "steps": steps,
  ]
}

/// An arm that enlarges squares twice.
func armObject(input size: Int) -> [String: Any] {
  func feature(_ name: String, _ size: Int) -> [String: Any] {
    ["name": name, "kind": "image", "layout": "RGB", "channels": 3, "width": size, "height": size, "range": [0, 255]]
  }
  let output = feature("out", 2 * size).merging(["inset": 0]) { _, new in new }
  return [
    "model": "models/\(digest)/m.mlpackage", "sha256": digest, "computeUnits": "all", "function": "main",
    "input": feature("in", size), "output": output,
  ]
}

var oneTile: [[String: Any]] { [["x": 0, "y": 0, "keep": ["x": 0, "y": 0, "width": 8, "height": 8]]] }

func json(_ object: Any) -> Data { try! JSONSerialization.data(withJSONObject: object) }
