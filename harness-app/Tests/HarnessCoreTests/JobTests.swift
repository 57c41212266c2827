import Foundation
import Testing

@testable import HarnessCore

private var everyStep: [[String: Any]] { [
  ["do": "stage"],
  ["do": "compile", "arm": "a"],
  ["do": "load", "arm": "a"],
  ["do": "warmup", "arm": "a", "image": "photo", "tiles": oneTile, "count": 1],
  [
    "do": "measure", "arm": "a", "image": "photo", "tiles": oneTile, "count": 1, "minNs": 0, "scope": "end_to_end",
    "paceHz": 30, "durationS": 0.5,
  ],
  ["do": "quality", "arm": "a", "image": "photo", "tiles": oneTile],
  ["do": "placement", "arm": "a"],
  ["do": "unload", "arm": "a"],
  ["do": "cooldown", "until": "fair", "timeoutS": 1],
  ["do": "sentinel"],
  ["do": "purge"],
  ["do": "pause", "durationS": 2],
] }
private var everyFile: [[String: Any]] { [
  ["path": "images/p.rgb", "bytes": 192, "sha256": digest, "parts": [["path": "images/p.rgb.part000", "bytes": 192]]]
] }

/// The job with the value at a path, such as `steps.3.count`, replaced, or removed when it is nil.
private func spoiled(_ path: String, _ value: Any?) -> Data {
  func spoil(_ node: Any, _ keys: ArraySlice<Substring>) -> Any {
    let key = String(keys.first!)
    let rest = keys.dropFirst()
    if var list = node as? [Any] {
      list[Int(key)!] = rest.isEmpty ? value! : spoil(list[Int(key)!], rest)
      return list
    }
    var object = node as! [String: Any]
    object[key] = rest.isEmpty ? value : spoil(object[key]!, rest)
    return object
  }
  return json(spoil(job(steps: everyStep, files: everyFile), path.split(separator: ".")[...]))
}

/// What is wrong with a job; nil when nothing is.
private func refusal(of json: Data) -> String? {
  do {
    _ = try Job(json: json)
    return nil
  } catch {
    return error.localizedDescription
  }
}

@Suite struct JobTests {
  @Test func readsEveryField() throws {
    let read = try Job(json: json(job(steps: everyStep, files: everyFile)))
    #expect(read.steps.map(\.name) == everyStep.map { $0["do"] as? String })
    #expect(read.files[0].parts?.map(\.path) == ["images/p.rgb.part000"])
    guard case .model(let arm) = read.arms["a"] else { throw Broken("arm a has no model") }
    #expect(arm.function == "main")
  }

  @Test(arguments: [
    "surprise", "files.0.surprise", "files.0.parts.0.surprise", "arms.a.surprise", "arms.a.input.surprise",
    "images.photo.surprise", "steps.0.surprise", "steps.1.surprise", "steps.2.surprise", "steps.3.surprise",
    "steps.4.surprise", "steps.5.surprise", "steps.5.tiles.0.surprise", "steps.5.tiles.0.keep.surprise",
    "steps.8.surprise", "steps.9.surprise", "steps.10.surprise", "steps.11.surprise", "steps.2.procedure",
  ])
  func refusesAFieldItDoesNotKnow(path: String) {
    #expect(refusal(of: spoiled(path, 1)) == "field \(path) is not a field the app knows")
  }

  @Test(arguments: [
    "v", "launch", "files", "arms", "images", "steps", "files.0.sha256", "arms.a.model", "arms.a.input.range",
    "images.photo.width", "steps.11.durationS", "steps.4.minNs", "steps.5.tiles.0.keep.x",
  ])
  func refusesWhatIsMissing(path: String) {
    #expect(throws: JobError.self) { try Job(json: spoiled(path, nil)) }
  }

  @Test(arguments: [1, 0, 99]) func refusesAnotherVersion(version: Int) {
    #expect(refusal(of: spoiled("v", version)) == "field v is \(version): only version 3 is known")
  }

  @Test(arguments: [
    ("files.0.path", "../x"), ("files.0.parts.0.path", "/etc/x"), ("arms.a.model", "models//m"),
    ("images.photo.path", "images/./p"), ("launch", "../l"), ("launch", ""), ("launch", "a/b"), ("launch", "-a"),
    ("files.0.sha256", "AAAA"), ("arms.a.computeUnits", "gpu"), ("arms.a.input.name", ""), ("steps.8.until", "critical"),
    ("steps.1.arm", "b"), ("steps.5.image", "nothing"), ("steps.0.do", "dance"),
  ])
  func refusesText(path: String, value: String) {
    #expect(throws: JobError.self) { try Job(json: spoiled(path, value)) }
  }

  @Test func refusesAnImageThatCannotNameItsOutputs() {
    let image: [String: Any] = ["path": "images/p.rgb", "width": 8, "height": 8]
    for name in ["a/b", "a\\b", "a\0b"] {
      #expect(throws: JobError.self) { try Job(json: spoiled("images.\(name)", image)) }
    }
    #expect(throws: Never.self) { try Job(json: spoiled("images.@other (1)", image)) }
  }

  @Test(arguments: [
    ("files.0.bytes", -1), ("files.0.bytes", 1.5), ("images.photo.width", 0), ("images.photo.width", 9e15),
    ("arms.a.input.channels", 2), ("arms.a.output.inset", -1),
    ("steps.3.count", 0), ("steps.4.paceHz", 0), ("steps.4.durationS", -1), ("steps.8.timeoutS", 0), ("steps.11.durationS", 0),
    ("steps.5.tiles.0.x", -65537), ("steps.5.tiles.0.keep.x", -1), ("steps.5.tiles.0.keep.width", 0),
  ])
  func refusesNumbers(path: String, value: Double) {
    #expect(throws: JobError.self) { try Job(json: spoiled(path, value)) }
  }

  @Test func refusesNullAndEmptyLists() {
    #expect(throws: JobError.self) { try Job(json: spoiled("arms.a.function", NSNull())) }
    #expect(throws: JobError.self) { try Job(json: spoiled("steps", [Any]())) }
    #expect(throws: JobError.self) { try Job(json: spoiled("steps.5.tiles", [Any]())) }
    #expect(throws: JobError.self) { try Job(json: spoiled("arms.a.input.range", [0])) }
  }

  @Test(arguments: ["\\ud800", "\\udc00x", "\\u0000", "\\uZZZZ", "\\q"]) func neverTrapsOnAnOddKey(key: String) {
    #expect(throws: JobError.self) { try Job(json: Data("{\"v\": 1, \"\(key)\": 2}".utf8)) }
  }

  @Test func neverTrapsOnDamagedText() throws {
    let whole = json(job(steps: everyStep, files: everyFile))
    for length in stride(from: 0, to: whole.count, by: 3) {
      #expect(throws: JobError.self) { try Job(json: whole.prefix(length)) }
    }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<500 {
      var damaged = whole
      damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      do { _ = try Job(json: damaged) } catch is JobError {}
    }
  }
}

@Suite struct PathTests {
  @Test(arguments: ["a", "a/b.c", "..a/b", "models/x/Data/weight.bin"]) func contained(path: String) {
    #expect(isContained(path))
  }
  @Test(arguments: ["", "/a", "a/", "a//b", "..", "a/../b", "./a", "a\\b", "a\0b"]) func notContained(path: String) {
    #expect(!isContained(path))
  }

  @Test func aLinkIsNotFollowed() throws {
    let home = try Home()
    try home.write("x", at: "models/real/file")
    let link = home.container.documents.appendingPathComponent("models/link")
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "real")
    #expect(throws: StepError.self) { try home.container.place("models/link/file") }
    #expect(throws: Never.self) { try home.container.place("models/real/file") }
  }
}
