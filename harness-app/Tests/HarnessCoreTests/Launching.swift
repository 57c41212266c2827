import Foundation

@testable import HarnessCore

/// Writes the job and runs it; the home must hold what the job needs.
func run(
  _ steps: [[String: Any]], files: [[String: Any]] = [], in home: Home, engine: FakeEngine = FakeEngine(),
  device: FakeDevice = FakeDevice(), patienceNs: Int = 0
) throws -> Ending {
  try home.write(json(job(steps: steps, files: files)), at: "jobs/l1.json")
  var harness = harness(in: home, engine, device)
  harness.patienceNs = patienceNs
  return harness.ending(jobFile: "jobs/l1.json")
}

func harness(
  in home: Home, _ engine: FakeEngine = FakeEngine(), _ device: FakeDevice = FakeDevice()
) -> Harness {
  Harness(container: home.container, device: device, engine: engine, processStartNs: nowNs())
}

func homeWithPhoto() throws -> Home {
  let home = try Home()
  try home.write(Data(pattern(8, 8).data), at: "images/p.rgb")
  return home
}

var opening: [[String: Any]] {
  [["do": "compile", "arm": "a"], ["do": "load", "arm": "a"]]
}
var on: [String: Any] { ["arm": "a", "image": "photo", "tiles": oneTile] }

func step(_ name: String, _ more: [String: Any] = [:]) -> [String: Any] {
  on.merging(more) { $1 }.merging(["do": name]) { $1 }
}

/// The results of a launch's steps. The launch is forgotten, so that the next one may have the same name.
func results(
  _ steps: [[String: Any]], in home: Home, engine: FakeEngine = FakeEngine(), device: FakeDevice = FakeDevice()
) throws -> [[String: Any]] {
  _ = try run(steps, in: home, engine: engine, device: device, patienceNs: 60_000_000_000)
  defer { try? FileManager.default.removeItem(at: home.container.documents.appendingPathComponent("out")) }
  return try home.events("l1").filter { $0["event"] as? String == "result" }
}

func reason(_ home: Home) throws -> String? { try home.events("l1").last?["reason"] as? String }
