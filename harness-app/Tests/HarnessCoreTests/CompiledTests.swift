import Foundation
import Testing

@testable import HarnessCore

/// The compiled models in the app's home, by their paths.
private func compiled(_ home: Home) -> [String] {
  (FileManager.default.enumerator(atPath: home.container.compiled.path)?.allObjects as? [String] ?? [])
    .filter { $0.contains("/") }.sorted()
}

private func compiling(_ units: String, in home: Home, device: FakeDevice = FakeDevice()) throws -> Bool? {
  var asked = job(steps: [["do": "compile", "arm": "a"]])
  asked["arms"] = ["a": armObject(input: 8).merging(["computeUnits": units]) { $1 }]
  try home.write(json(asked), at: "jobs/l1.json")
  _ = harness(in: home, FakeEngine(), device).ending(jobFile: "jobs/l1.json")
  defer { try? FileManager.default.removeItem(at: home.container.documents.appendingPathComponent("out")) }
  return try home.events("l1").last?["reused"] as? Bool
}

@Suite struct CompiledTests {
  @Test func eachComputeUnitHasItsOwnCopyThatLaterLaunchesUse() throws {
    let home = try Home()
    #expect(try compiling("all", in: home) == false)
    #expect(try compiling("cpuOnly", in: home) == false)
    #expect(try compiling("all", in: home) == true)
    #expect(compiled(home) == ["21F79/\(digest)-all.mlmodelc", "21F79/\(digest)-cpuOnly.mlmodelc"])
  }

  @Test func anotherBuildOfIosCompilesAnewAndDeletesTheOld() throws {
    let home = try Home()
    _ = try compiling("all", in: home)
    let earlierApps = home.container.compiled.appendingPathComponent("\(digest)-some-uuid.mlmodelc/x")
    try FileManager.default.createDirectory(at: earlierApps, withIntermediateDirectories: true)
    #expect(try compiling("all", in: home, device: FakeDevice(osBuild: "22A1")) == false)
    #expect(compiled(home) == ["22A1/\(digest)-all.mlmodelc"])
  }

  @Test func aPurgeLeavesCompiledModelsWhereTheyAre() throws {
    let home = try homeWithPhoto()
    let found = try results(opening + [["do": "purge"], ["do": "load", "arm": "a"]], in: home)
    #expect(found.count == 4)
    #expect(compiled(home) == ["21F79/\(digest)-all.mlmodelc"])
    #expect(try results(opening, in: home).first?["reused"] as? Bool == true)
  }

  @Test func anArmChoosesItsFunctionOrTheDefault() throws {
    var arm = try JSONDecoder().decode(ModelArm.self, from: json(armObject(input: 8)))
    arm.function = "wide"
    #expect(try arm.chosenFunction(of: ["main": 1, "wide": 2]) == 2)
    #expect(throws: StepError.self) { try arm.chosenFunction(of: ["main": 1]) }
    arm.function = nil
    #expect(try arm.chosenFunction(of: ["main": 1, "wide": 2]) == 1)
    #expect(try arm.chosenFunction(of: ["only": 3]) == 3)
    #expect(throws: StepError.self) { try arm.chosenFunction(of: ["tall": 1, "wide": 2]) }
    #expect(arm.loadKey == "\(digest)/all")
  }
}
