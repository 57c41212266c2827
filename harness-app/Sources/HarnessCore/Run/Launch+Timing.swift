import Foundation

extension Launch {
  struct Warmed: Encodable {
    let latenciesNs: [Int]
    let tiles: Int
  }

  struct Measured: Encodable {
    let scope: Step.Measure.Scope
    let tiles: Int
    /// One entry per iteration: how long it took, and when it began after the step's start.
    let latenciesNs, startsNs: [Int]
    let thermal: [ThermalSeen]
  }

  /// A thermal state and the iteration it was first seen at.
  struct ThermalSeen: Encodable {
    let iteration: Int
    let state: ThermalState

    func encode(to encoder: any Encoder) throws {
      var pair = encoder.unkeyedContainer()
      try pair.encode(iteration)
      try pair.encode(state)
    }
  }

  /// The measuring loop: synchronous, on one thread, with nothing between the two readings of the clock but the work.
  func measure(_ on: Step.OnImage, _ step: Step.Measure, with predictor: some Predictor) throws -> Measured {
    let once = try iteration(step.scope, on, predictor)
    var (latenciesNs, startsNs): ([Int], [Int]) = ([], [])
    var thermal = [ThermalSeen(iteration: 0, state: device.thermal())]
    let beganNs = nowNs()
    var share = 0.0
    repeat {
      if let paceHz = step.paceHz { sleep(untilNs: beganNs + Int(Double(latenciesNs.count) / paceHz * 1e9)) }
      try autoreleasepool {
        let startedNs = nowNs()
        try once()
        latenciesNs.append(nowNs() - startedNs)
        startsNs.append(startedNs - beganNs)
      }
      let state = device.thermal()
      if state != thermal.last?.state { thermal.append(ThermalSeen(iteration: latenciesNs.count, state: state)) }
      try progress(share)
      share = step.shareDone(iterations: latenciesNs.count, elapsedNs: nowNs() - beganNs)
    } while share < 1
    return Measured(
      scope: step.scope, tiles: on.tiles.count, latenciesNs: latenciesNs, startsNs: startsNs, thermal: thermal)
  }

  func warmUp(_ on: Step.OnImage, _ count: Int, with predictor: some Predictor) throws -> Warmed {
    let step = Step.Measure(count: count, minNs: 0, scope: .predict, paceHz: nil, durationS: nil)
    let measured = try measure(on, step, with: predictor)
    return Warmed(latenciesNs: measured.latenciesNs, tiles: measured.tiles)
  }

  /// One iteration: every tile of the image, in the scope asked for.
  private func iteration(_ scope: Step.Measure.Scope, _ on: Step.OnImage, _ predictor: some Predictor) throws
    -> () throws -> Void
  {
    let tiling = try tiling(on)
    switch scope {
    case .predict:
      let inputs = try tiling.tiles.map { tile in
        let input = try predictor.makeInput()
        try predictor.fill(input, with: tiling.window(tile))
        return input
      }
      return { for input in inputs { _ = try predictor.predict(input) } }
    case .endToEnd:
      let input = try predictor.makeInput()
      return {
        var whole = tiling.emptyOutput()
        for tile in tiling.tiles {
          try predictor.fill(input, with: tiling.window(tile))
          tiling.place(try predictor.read(predictor.predict(input)), of: tile, into: &whole)
        }
      }
    }
  }
}

extension Step.Measure {
  /// 1 once the step has gone on for long enough and often enough.
  func shareDone(iterations: Int, elapsedNs: Int) -> Double {
    if let durationS { return Double(elapsedNs) / (durationS * 1e9) }
    return min(Double(iterations) / Double(count), minNs == 0 ? 1 : Double(elapsedNs) / Double(minNs))
  }
}
