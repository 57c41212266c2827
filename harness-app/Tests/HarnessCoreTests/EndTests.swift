import Foundation
import Testing

@testable import HarnessCore

/// What a device was asked to post, and what the launch's events held at each time.
private final class Posts: @unchecked Sendable {
  private let lock = NSLock()
  private var list: [(name: String, events: Int)] = []
  var all: [(name: String, events: Int)] { lock.withLock { list } }
  func add(_ name: String, _ events: Int) { lock.withLock { list.append((name, events)) } }
}

private func serve(_ steps: [[String: Any]], in home: Home, leastLifeNs: Int = 0) throws -> (code: Int32, posts: Posts) {
  let posts = Posts()
  var device = FakeDevice(leastLifeNs: leastLifeNs)
  device.posted = { posts.add($0, (try? home.events("l1").count) ?? 0) }
  try home.write(json(job(steps: steps)), at: "jobs/l1.json")
  return (harness(in: home, FakeEngine(), device).serve(JobArgument(file: "jobs/l1.json")), posts)
}

@Suite struct EndTests {
  @Test func theEndIsAnnouncedOnceEveryEventIsWritten() throws {
    let (code, posts) = try serve([["do": "sentinel"]], in: Home())
    #expect(code == 0)
    #expect(posts.all.map(\.name) == ["dev.rezbench.ended.l1"])
    #expect(posts.all.map(\.events) == [3])
  }

  @Test func itIsAnnouncedAgainUntilTheProcessMayEnd() throws {
    let startedNs = nowNs()
    let (_, posts) = try serve([["do": "purge"]], in: Home(), leastLifeNs: 1_200_000_000)
    #expect(nowNs() - startedNs >= 1_200_000_000)
    // At once, after a half and a whole second, and at the end, if this machine was not busy.
    #expect((2...4).contains(posts.all.count))
  }

  @Test func aFailureAndALaunchThatCannotReportAreEndsToo() throws {
    let failing = try serve([["do": "load", "arm": "a"]], in: Home())
    #expect(failing.code == 0 && failing.posts.all.count == 1)
    let home = try Home()
    try home.write("", at: "out/l1/events.jsonl")
    let silent = try serve([["do": "sentinel"]], in: home)
    #expect(silent.code == 1 && silent.posts.all.count == 1)
  }

  @Test func aFileThatNamesNoLaunchAnnouncesNone() throws {
    let posts = Posts()
    var device = FakeDevice()
    device.posted = { posts.add($0, 0) }
    #expect(harness(in: try Home(), FakeEngine(), device).serve(JobArgument(file: "../x.json")) == 1)
    #expect(posts.all.isEmpty)
  }
}
