import Foundation
import Testing

@testable import HarnessCore

private let content = Data("what the host pushed".utf8)
private let path = "models/x/weight.bin"

private func file(parts: [String]? = nil, sha256: String = content.sha256) -> [String: Any] {
  var file: [String: Any] = ["path": path, "bytes": content.count, "sha256": sha256]
  if let parts { file["parts"] = parts.map { ["path": $0, "bytes": 1] } }
  return file
}

private func stage(_ file: [String: Any], in home: Home) throws -> [String: Any] {
  try home.write(json(job(steps: [["do": "stage"]], files: [file])), at: "jobs/l1.json")
  let harness = Harness(container: home.container, device: FakeDevice(), engine: FakeEngine(), processStartNs: 0)
  #expect(harness.ending(jobFile: "jobs/l1.json") == .reported)
  return try #require(try home.events("l1").last)
}

@Suite struct StageTests {
  @Test func joinsPartsInTheirOrderAndRemovesThem() throws {
    let home = try Home()
    try home.write(content.prefix(7), at: "\(path).part000")
    try home.write(content.dropFirst(7), at: "\(path).part001")
    let result = try stage(file(parts: ["\(path).part000", "\(path).part001"]), in: home)
    #expect(result["files"] as? Int == 1 && result["bytes"] as? Int == content.count)
    #expect(try home.read(path) == content)
    #expect(!home.holds("\(path).part000") && !home.holds("\(path).partial"))
    let inventory = try JSONSerialization.jsonObject(with: home.read("inventory.json")) as? [String: Int]
    #expect(inventory == [path: content.count])
  }

  @Test func takesAFileThatIsWholeAlready() throws {
    let home = try Home()
    try home.write(content, at: path)
    #expect(try stage(file(parts: ["\(path).part000"]), in: home)["event"] as? String == "result")
  }

  @Test func namesAMissingPartAndAMissingFile() throws {
    let home = try Home()
    try home.write(content.prefix(7), at: "\(path).part000")
    let result = try stage(file(parts: ["\(path).part000", "\(path).part001"]), in: home)
    #expect(result["reason"] as? String == "a part of \(path) was not pushed")
    #expect(try stage(file(), in: Home())["reason"] as? String == "\(path) was not pushed")
  }

  @Test func removesWhatArrivedDamaged() throws {
    let home = try Home()
    try home.write(content + [0], at: path)
    #expect(try stage(file(), in: home)["reason"] as? String == "\(path) arrived damaged")
    #expect(!home.holds(path))
  }

  @Test func doesNotFollowALinkThatWasPushed() throws {
    let home = try Home()
    try home.write(content, at: "models/real/weight.bin")
    let link = home.container.documents.appendingPathComponent("models/x")
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "real")
    #expect(try stage(file(), in: home)["reason"] as? String == "\(path) leads over a link")
  }

  @Test func saysWhyWhenTheDiskCannotBeWritten() throws {
    let home = try Home()
    // A folder is in the place of the joined file, which has the same effect as a full disk.
    try home.write("x", at: "\(path)/in-the-way")
    try home.write(content, at: "\(path).part000")
    let result = try stage(file(parts: ["\(path).part000"]), in: home)
    #expect(result["event"] as? String == "error")
    #expect((result["reason"] as? String)?.contains("weight.bin") == true)
  }
}
