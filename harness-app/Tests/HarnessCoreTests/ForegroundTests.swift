import Foundation
import Testing

@testable import HarnessCore

private var warmup: [String: Any] { step("warmup", ["count": 1]) }

/// Does something the `number`th time it is called.
private func onCall(_ number: Int, _ body: @escaping @Sendable () -> Void) -> @Sendable () -> Void {
  final class Calls: @unchecked Sendable { var count = 0 }
  let calls = Calls()
  return {
    calls.count += 1
    if calls.count == number { body() }
  }
}

@Suite struct ForegroundTests {
  @Test func aLaunchThatNeverComesToTheForegroundIsDisturbed() throws {
    let home = try homeWithPhoto()
    #expect(try run(opening + [warmup], in: home, device: FakeDevice(foreground: Foreground())) == .reported)
    let events = try home.events("l1")
    #expect(events.map { $0["event"] as? String } == ["hello", "start", "error"])
    #expect(events.last?["kind"] as? String == "disturbed")
    #expect(try reason(home) == "the app did not come to the foreground")
  }

  @Test func theJobWaitsForTheForeground() throws {
    let home = try homeWithPhoto()
    let foreground = Foreground()
    onOwnThread {
      // The hello is there while the app still waits.
      while (try? home.events("l1").count) ?? 0 < 2 { Thread.sleep(forTimeInterval: 0.01) }
      foreground.enter()
    }
    _ = try run(opening + [warmup], in: home, device: FakeDevice(foreground: foreground), patienceNs: 60_000_000_000)
    #expect(try home.events("l1").last?["event"] as? String == "result")
  }

  @Test(arguments: ["warmup", "measure", "quality"], [false, true])
  func whatWasTimedCountsOnlyInTheForeground(name: String, comesBack: Bool) throws {
    let home = try homeWithPhoto()
    let foreground = Foreground.active
    var engine = FakeEngine()
    engine.whilePredicting = {
      foreground.leave()
      if comesBack { foreground.enter() }
    }
    let timed = [
      "warmup": warmup, "measure": step("measure", ["count": 1, "minNs": 0, "scope": "predict"]), "quality": step("quality"),
    ]
    _ = try run(opening + [timed[name]!], in: home, engine: engine, device: FakeDevice(foreground: foreground))
    #expect(try home.events("l1").last?["kind"] as? String == "disturbed")
    #expect(try reason(home) == "the app left the foreground during \(name)")
  }

  @Test func aLoadCountsOnlyInTheForeground() throws {
    let home = try homeWithPhoto()
    let foreground = Foreground.active
    var engine = FakeEngine()
    engine.whileLoading = {
      foreground.leave()
      // The system may refuse the Neural Engine to an app in the background.
      throw Broken("not now")
    }
    _ = try run(opening, in: home, engine: engine, device: FakeDevice(foreground: foreground))
    #expect(try home.events("l1").last?["kind"] as? String == "disturbed")
    #expect(try reason(home) == "the app left the foreground during load")
  }

  @Test func aStepThatBeginsInTheBackgroundIsDisturbed() throws {
    let home = try homeWithPhoto()
    let foreground = Foreground.active
    var engine = FakeEngine()
    engine.whileCompiling = { foreground.leave() }
    _ = try run(opening, in: home, engine: engine, device: FakeDevice(foreground: foreground))
    #expect(try reason(home) == "the app was not in the foreground when load began")
  }

  @Test func aPauseLastsAsLongAsAsked() throws {
    let home = try Home()
    let found = try results([["do": "pause", "durationS": 0.2]], in: home)
    #expect(try #require(found.first?["waitedNs"] as? Int) >= 200_000_000)
  }

  @Test func aPauseBeginsAnewWhenTheAppComesBack() throws {
    let home = try Home()
    var device = FakeDevice()
    let foreground = device.foreground
    // First as the job begins, then as the pause does, then after a tenth of a second of it.
    device.whenAsked = onCall(3) {
      foreground.leave()
      foreground.enter()
    }
    let found = try results([["do": "pause", "durationS": 0.3]], in: home, device: device)
    #expect(try #require(found.first?["waitedNs"] as? Int) >= 400_000_000)
  }

  @Test func aPauseGivesUpOnAnAppThatDoesNotStay() throws {
    let home = try Home()
    var device = FakeDevice()
    let foreground = device.foreground
    device.whenAsked = onCall(3) { foreground.leave() }
    _ = try run([["do": "pause", "durationS": 0.3]], in: home, device: device)
    #expect(try home.events("l1").last?["kind"] as? String == "disturbed")
    #expect(try reason(home) == "the app did not stay in the foreground")
  }

  @Test func theForegroundLastsFromItsFirstMoment() {
    let foreground = Foreground()
    #expect(foreground.activeSinceNs == nil)
    foreground.enter()
    let sinceNs = foreground.activeSinceNs
    foreground.enter()
    #expect(foreground.activeSinceNs == sinceNs)
    foreground.leave()
    #expect(foreground.activeSinceNs == nil)
  }

  @Test(arguments: [(Float(0.95), 0.95), (0.7, 0.7), (0, 0), (1, 1), (-1, nil)])
  func theBatteryIsReportedInWholePercent(level: Float, expected: Double?) {
    #expect(DeviceState.wholePercent(level) == expected)
  }
}
