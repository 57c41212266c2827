import Foundation
import Testing

@testable import HarnessCore

private var load: [String: Any] { ["do": "load", "arm": "a"] }
private var purge: [String: Any] { ["do": "purge"] }
private let key = "\(digest)/all/main"

private func procedures(
  _ steps: [[String: Any]], in home: Home, engine: FakeEngine = FakeEngine(), device: FakeDevice = FakeDevice()
) throws -> [String] {
  try results(steps, in: home, engine: engine, device: device).compactMap { $0["procedure"] as? String }
}

private func loaded(_ home: Home) throws -> [String]? { try home.object("loads.json")["loaded"] as? [String] }

@Suite struct LoadsTests {
  @Test func saysHowEachLoadCameAbout() throws {
    let home = try homeWithPhoto()
    let engine = FakeEngine()
    #expect(try procedures(opening + [load], in: home, engine: engine) == ["after_install", "prepared"])
    #expect(try procedures(opening + [purge, load, load], in: home, engine: engine) == ["prepared", "purged", "prepared"])
    #expect(try procedures(opening, in: home, engine: engine) == ["prepared"])
    #expect(try home.object("loads.json") as NSDictionary == ["v": 3, "osBuild": "21F79", "purged": true, "loaded": [key]])
  }

  @Test func aPurgeSaysWhetherThereWasACache() throws {
    let home = try homeWithPhoto()
    let engine = FakeEngine()
    let found = try results([purge] + opening + [purge], in: home, engine: engine)
    #expect(found.compactMap { $0["existed"] as? Bool } == [false, true])
  }

  @Test(arguments: [
    FakeDevice(installation: "/Bundle/2/Harness.app"), FakeDevice(osBuild: "22A1"),
  ])
  func anotherInstallationOrIosBeginsAnew(later: FakeDevice) throws {
    let home = try homeWithPhoto()
    _ = try results([purge] + opening, in: home)
    // Before any step of the job: the host looks after a job that loads nothing, too.
    _ = try results([["do": "sentinel"]], in: home, device: later)
    let begun = try home.object("loads.json") as NSDictionary
    #expect(begun == ["v": 3, "osBuild": later.osBuild, "purged": false, "loaded": [String]()])
    #expect(try procedures(opening, in: home, device: later) == ["after_install"])
    #expect(try procedures(opening, in: home, device: later) == ["prepared"])
  }

  @Test(arguments: ["", "{", "{\"v\":1,\"osBuild\":\"21F79\",\"purged\":true,\"loaded\":[]}", "{\"v\":2}"])
  func aRecordThatCannotBeReadBeginsAnew(text: String) throws {
    let home = try homeWithPhoto()
    _ = try results(opening, in: home)
    try home.write(text, at: "loads.json")
    #expect(try procedures(opening, in: home) == ["after_install"])
  }

  @Test func aLoadIsOnRecordBeforeItBegins() throws {
    let home = try homeWithPhoto()
    var engine = FakeEngine()
    engine.whileLoading = {
      #expect(try loaded(home) == [key])
      throw Broken("the system gave up")
    }
    #expect(try procedures(opening, in: home, engine: engine) == [])
    #expect(try procedures(opening, in: home) == ["prepared"])
  }

  @Test func noLoadBeginsThatCannotBeRecorded() throws {
    let home = try homeWithPhoto()
    // A folder in the place of the file has the same effect as a full disk.
    try home.write("x", at: "loads.json.partial/in-the-way")
    var engine = FakeEngine()
    engine.whileLoading = { Issue.record("loaded all the same") }
    _ = try run(opening, in: home, engine: engine)
    #expect(try home.events("l1").last?["do"] as? String == "load")
    #expect(try home.events("l1").last?["kind"] as? String == "failed")
  }

  @Test func aPurgeThatFailsLeavesNothingToRelyOn() throws {
    let home = try homeWithPhoto()
    _ = try results([purge] + opening, in: home)
    _ = try run([purge], in: home, engine: FakeEngine(purgeError: Broken("the system holds it")))
    #expect(try reason(home) == "the system holds it")
    #expect(try home.object("loads.json") as NSDictionary == ["v": 3, "osBuild": "21F79", "purged": false, "loaded": [String]()])
  }

  @Test func aLinkInTheFilesPlaceIsNotFollowed() throws {
    let home = try homeWithPhoto()
    try home.write("precious", at: "images/other")
    let link = home.container.documents.appendingPathComponent("loads.json")
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "images/other")
    #expect(try procedures(opening, in: home) == [])
    #expect(try home.read("images/other") == Data("precious".utf8))
  }
}
