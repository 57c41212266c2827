import Foundation
import Testing

@testable import HarnessCore

@Suite struct HarnessTests {
  @Test func reportsEveryStepInOrder() throws {
    let home = try homeWithPhoto()
    let measure = step("measure", ["count": 3, "minNs": 0, "scope": "predict"])
    let endToEnd = step("measure", ["count": 2, "minNs": 0, "scope": "end_to_end", "paceHz": 1000])
    let steps = opening + [
      ["do": "sentinel"], ["do": "pause", "durationS": 0.01], step("warmup", ["count": 2]), measure, endToEnd, step("quality"),
      ["do": "placement", "arm": "a"], ["do": "unload", "arm": "a"], ["do": "cooldown", "until": "fair", "timeoutS": 1],
    ]
    #expect(try run(steps, in: home) == .reported)
    let events = try home.events("l1")
    #expect(events.count == 1 + 2 * steps.count)
    #expect(events[0]["event"] as? String == "hello")
    let results = events.filter { $0["event"] as? String == "result" }
    #expect(results.map { $0["do"] as? String } == steps.map { $0["do"] as? String })
    #expect((results[5]["latenciesNs"] as? [Int])?.count == 3)
    #expect((results[6]["startsNs"] as? [Int])?.count == 2)
    #expect((results[5]["thermal"] as? [[Any]])?[0][1] as? String == "nominal")
    #expect((results[8]["shares"] as? [String: Double])?["ane"] == 0.75)
    let times = events.compactMap { $0["tNs"] as? Int }
    #expect(times.count == events.count && times == times.sorted())
    #expect(try home.object("out/l1/status.json")["state"] as? String == "done")
  }

  @Test func qualityWritesTheWholeImageInParts() throws {
    let home = try Home()
    let large = pattern(700, 600)
    try home.write(Data(large.data), at: "images/p.rgb")
    let arm = armObject(input: 64)
    let input = try JSONDecoder().decode(Feature.self, from: json(arm["input"]!))
    let tiles = try JSONSerialization.jsonObject(with: JSONEncoder().encode(Tile.cover(large, input: input, margin: 8)))
    var asked = job(steps: opening + [step("quality", ["tiles": tiles])])
    asked["images"] = ["photo": ["path": "images/p.rgb", "width": 700, "height": 600]]
    asked["arms"] = ["a": arm]
    try home.write(json(asked), at: "jobs/l1.json")
    #expect(harness(in: home).ending(jobFile: "jobs/l1.json") == .reported)
    let result = try #require(try home.events("l1").last)
    let parts = try #require(result["parts"] as? [[String: Any]])
    #expect(parts.map { $0["bytes"] as? Int } == [2_000_000, 2_000_000, 1_040_000])
    let whole = try parts.reduce(Data()) { try $0 + home.read($1["path"] as? String ?? "") }
    #expect(whole == Data(repeated(large, 2).data))
    #expect(result["sha256"] as? String == whole.sha256)
    #expect(result["outputBacked"] as? Bool == true)
  }

  @Test func aLaunchThatHasEventsIsLeftAlone() throws {
    let home = try homeWithPhoto()
    try home.write("{\"event\":\"start\"", at: "out/l1/events.jsonl")
    #expect(try run([["do": "sentinel"]], in: home).isRanBefore)
    #expect(try home.read("out/l1/events.jsonl") == Data("{\"event\":\"start\"".utf8))
  }

  @Test func theFirstFailureEndsTheLaunch() throws {
    let home = try homeWithPhoto()
    #expect(try run([step("warmup", ["count": 1]), ["do": "sentinel"]], in: home) == .reported)
    #expect(try reason(home) == "arm a is not loaded")
    #expect(try home.events("l1").count == 3)
  }

  @Test func aModelThatFailsToCompileOrPredictIsReported() throws {
    let compiling = try homeWithPhoto()
    let unsupported = FakeEngine(compileError: StepError(.unsupported, "op fancy"))
    _ = try run(opening, in: compiling, engine: unsupported)
    #expect(try compiling.events("l1").last?["kind"] as? String == "unsupported")
    #expect(try reason(compiling) == "op fancy")
    let predicting = try homeWithPhoto()
    _ = try run(opening + [step("quality")], in: predicting, engine: FakeEngine(predictError: Broken("no memory")))
    #expect(try predicting.events("l1").last?["kind"] as? String == "failed")
    #expect(try reason(predicting) == "no memory")
  }

  @Test func theHeartBeatsWhileTheSystemCompiles() throws {
    let home = try homeWithPhoto()
    func heartbeat() throws -> Int { try home.object("out/l1/status.json")["heartbeat"] as? Int ?? -1 }
    var engine = FakeEngine()
    engine.whileCompiling = {
      let before = try heartbeat()
      let limitNs = nowNs() + 60_000_000_000
      while try heartbeat() == before {
        if nowNs() > limitNs { throw Broken("no beat in a minute") }
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
    #expect(try run(opening, in: home, engine: engine) == .reported)
    #expect(try reason(home) == nil)
    #expect(try home.object("out/l1/status.json")["state"] as? String == "done")
  }

  @Test(arguments: ["not JSON", "{\"v\":1}", "{\"v\":2,\"launch\":\"l1\"}", ""])
  func aJobThatCannotBeReadIsReported(text: String) throws {
    let home = try Home()
    try home.write(text, at: "jobs/l1.json")
    #expect(harness(in: home).ending(jobFile: "jobs/l1.json") == .reported)
    #expect(try home.events("l1").map { $0["event"] as? String } == ["hello", "error"])
    #expect(try reason(home)?.hasPrefix("jobs/l1.json: ") == true)
  }

  @Test func aJobThatIsNotThereIsReported() throws {
    let home = try Home()
    #expect(harness(in: home).ending(jobFile: "jobs/gone.json") == .reported)
    #expect(try home.events("gone").last?["do"] as? String == "job")
    #expect(harness(in: home).ending(jobFile: "../x.json") == .unreported("../x.json is not jobs/<launch>.json"))
  }

  @Test func anImageOrItsNameCannotLeaveTheFolder() throws {
    let home = try homeWithPhoto()
    var asked = job(steps: opening + [step("quality", ["image": "../../../x"])])
    asked["images"] = ["../../../x": ["path": "images/p.rgb", "width": 8, "height": 8]]
    try home.write(json(asked), at: "jobs/l1.json")
    #expect(harness(in: home).ending(jobFile: "jobs/l1.json") == .reported)
    #expect(try reason(home)?.hasSuffix("must be a file name") == true)
  }

  @Test func anImageOfTheWrongSizeIsReported() throws {
    let home = try Home()
    try home.write(Data(count: 10), at: "images/p.rgb")
    _ = try run(opening + [step("quality")], in: home)
    #expect(try reason(home) == "images/p.rgb is not 8x8 RGB")
  }

  @Test func aTileThatKeepsWhatItDoesNotShowIsRefused() throws {
    let home = try homeWithPhoto()
    let bad: [[String: Any]] = [["x": 2, "y": 0, "keep": ["x": 0, "y": 0, "width": 8, "height": 8]]]
    _ = try run(opening + [step("quality", ["tiles": bad])], in: home)
    #expect(try reason(home) == "tile 0 keeps pixels its window does not show")
  }
}
