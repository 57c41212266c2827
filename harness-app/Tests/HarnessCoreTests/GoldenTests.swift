import Foundation
import Testing

@testable import HarnessCore

/// test/golden/contract, whose README.md says what each field of a case means.
private let goldens = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .appendingPathComponent("../../../test/golden/contract").standardizedFileURL

private let names: [String] = {
  let files = (try? FileManager.default.contentsOfDirectory(atPath: goldens.appendingPathComponent("cases").path)) ?? []
  return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
}()

/// What differs from run to run and from app to app.
private let left: Set = [
  "tNs", "pid", "appBuild", "device", "os", "state", "notes", "reason", "shares", "thermal", "footprintBytes",
  "footprintPeakBytes", "neuralBytes", "outputBacked",
]

private func normal(_ event: [String: Any]) -> [String: Any] {
  event.reduce(into: [:]) { kept, field in
    if left.contains(field.key) { return }
    guard field.key.hasSuffix("Ns") else { return kept[field.key] = field.value }
    if let list = field.value as? [Any] { kept[field.key] = list.count }
  }
}

private struct Golden {
  let fields: [String: Any]
  var expected: [String: Any] { fields["expect"] as? [String: Any] ?? [:] }
  var jobFile: String { fields["jobFile"] as? String ?? "" }
  /// Launches that the app has done before, in this installation.
  var earlierJobs: [[String: Any]] { fields["earlier"] as? [[String: Any]] ?? [] }
  var earlier: [String] { earlierJobs.compactMap { $0["launch"] as? String } }

  init(_ name: String) throws {
    let data = try Data(contentsOf: goldens.appendingPathComponent("cases/\(name).json"))
    fields = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  func expectedPaths(_ key: String) -> [String] { expected[key] as? [String] ?? [] }

  /// Puts the case's files and its job where the host would have pushed them.
  func prepare(_ home: Home) throws {
    for put in fields["documents"] as? [[String: Any]] ?? [] {
      let data = try Data(contentsOf: goldens.appendingPathComponent(put["from"] as? String ?? ""))
      let offset = put["offset"] as? Int ?? 0
      let end = (put["bytes"] as? Int).map { offset + $0 } ?? data.count
      try home.write(data[offset..<end], at: put["path"] as? String ?? "")
    }
    if let text = fields["jobText"] as? String { try home.write(text, at: jobFile) }
    if let job = fields["job"] { try home.write(json(job), at: jobFile) }
    for (launch, job) in zip(earlier, earlierJobs) { try home.write(json(job), at: "jobs/\(launch).json") }
  }
}

@Suite struct GoldenTests {
  @Test func goldensAreThere() { #expect(names.count > 20) }

  @Test(arguments: names) func doesWhatTheGoldenSays(name: String) throws {
    let golden = try Golden(name)
    let home = try Home()
    try golden.prepare(home)
    let before = try golden.expectedPaths("unchanged").map(home.read)
    var device = FakeDevice()
    device.osVersion = golden.fields["osVersion"] as? String ?? device.osVersion
    let harness = Harness(container: home.container, device: device, engine: FakeEngine(), processStartNs: 0)

    for launch in golden.earlier { #expect(harness.ending(jobFile: "jobs/\(launch).json") == .reported) }
    let ending = harness.ending(jobFile: golden.jobFile, sha256: golden.fields["jobSha256"] as? String)

    switch golden.expected["end"] as? String {
    case "reported": #expect(ending == .reported)
    case "ran_before": #expect(ending.isRanBefore)
    default: #expect(ending == .unreported("\(golden.jobFile) is not jobs/<launch>.json"))
    }
    #expect(try golden.expectedPaths("unchanged").map(home.read) == before)
    #expect(golden.expectedPaths("holds").filter { !home.holds($0) }.isEmpty)
    #expect(golden.expectedPaths("lacks").filter(home.holds).isEmpty)
    guard ending == .reported else { return }
    let events = try home.events(name)
    let expected = golden.expected["events"] as? [[String: Any]] ?? []
    #expect(events.map(normal) as NSArray == expected as NSArray)
    let reason = events.last?["reason"] as? String ?? ""
    for part in golden.expectedPaths("reasonHas") { #expect(reason.contains(part)) }
    guard let loads = golden.expected["loads"] as? [String: Any] else { return }
    let found = try home.object("loads.json")
    #expect(found as NSDictionary == loads.merging(["v": contractVersion, "osBuild": "21F79"]) { $1 } as NSDictionary)
  }
}
