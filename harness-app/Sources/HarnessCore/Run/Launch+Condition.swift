import Foundation

private let pollNs = 1_000_000_000
/// Sets the processor's pace before the clock is read.
private let sentinelWarmupRounds = 4_000_000
/// 20 to 50 ms on an A17: a round is a multiplication and an addition that wait for each other, about 7 cycles.
private let sentinelRounds = 18_000_000

extension Launch {
  struct CooledDown: Encodable {
    let waitedNs: Int
    let thermal: ThermalState
  }

  struct Sentinel: Encodable { let sentinelNs: Int }

  /// Waits until the phone is no hotter than asked, or the time is up, and reports the state in both cases.
  func coolDown(until limit: ThermalState, timeoutS: Double) throws -> any Encodable {
    let startedNs = nowNs()
    var share: Double { Double(nowNs() - startedNs) / (timeoutS * 1e9) }
    while device.thermal() > limit && share < 1 {
      try progress(share)
      sleep(untilNs: nowNs() + pollNs)
    }
    return CooledDown(waitedNs: nowNs() - startedNs, thermal: device.thermal())
  }

  /// A fixed loop of float32 multiply-adds, the same in every app: it takes longer when the phone has slowed down.
  func sentinel() -> any Encodable {
    multiplyAndAdd(sentinelWarmupRounds)
    let startedNs = nowNs()
    multiplyAndAdd(sentinelRounds)
    let sentinelNs = nowNs() - startedNs
    precondition(!sentinelValue.isNaN, "the sentinel overflowed")
    return Sentinel(sentinelNs: sentinelNs)
  }

  private func multiplyAndAdd(_ rounds: Int) {
    // Not 1: the loop would keep that value, and a compiler could then remove the loop.
    var value: Float = 0
    for _ in 0..<rounds { value = value * 0.999999 + 1e-6 }
    // Other code can read the value, so no compiler may remove the loop or move it past the clock.
    sentinelValue = value
  }
}
