import Foundation

/// What the steps of one launch share.
final class Launch {
  let job: Job
  let container: Container
  let engine: any Engine
  let device: any Device
  let status: StatusFile
  /// How long the launch waits to come to the foreground: somebody may dismiss an alert.
  let patienceNs: Int
  var loaded: [String: any Predictor] = [:]
  private var images: [String: Rgb8] = [:]
  /// The result of the sentinel's loop.
  var sentinelValue: Float = 0

  init(_ job: Job, of harness: Harness, telling status: StatusFile) {
    (self.job, self.status) = (job, status)
    (container, engine, device) = (harness.container, harness.engine, harness.device)
    patienceNs = harness.patienceNs
  }

  /// Reports the progress of the running step, 0 to 1.
  func progress(_ share: Double) throws { try status.progress(share) }

  /// Does one step and returns what it found. What is timed counts only in the foreground.
  func carryOut(_ step: Step) throws -> any Encodable {
    switch step {
    case .stage: try stage()
    case .compile(let model): try status.beating { try compile(model.arm) }
    case .load(let model): try undisturbed(step) { try status.beating { try load(model.arm) } }
    case .purge: try status.beating { try purge() }
    case .pause(let asked): try pause(asked.durationS)
    case .warmup(let on, let warmup):
      Merged([try undisturbed(step) { try warmUp(on, warmup.count, with: predictor(on.arm)) }, device.memory()])
    case .measure(let on, let measure):
      Merged([try undisturbed(step) { try self.measure(on, measure, with: predictor(on.arm)) }, device.memory()])
    case .quality(let on): try undisturbed(step) { try enlarge(on, with: predictor(on.arm)) }
    case .placement(let model): try status.beating { try placement(model.arm) }
    case .unload(let model): try unload(model.arm)
    case .cooldown(let cooldown): try coolDown(until: cooldown.until, timeoutS: cooldown.timeoutS)
    case .sentinel: try undisturbed(step) { sentinel() }
    }
  }

  func arm(_ name: String) throws -> Arm {
    guard let arm = job.arms[name] else { throw StepError(.failed, "no arm \(name)") }
    return arm
  }

  func predictor(_ arm: String) throws -> any Predictor {
    guard let predictor = loaded[arm] else { throw StepError(.failed, "arm \(arm) is not loaded") }
    return predictor
  }

  /// Cuts an image of the job for an arm. A launch reads each image once.
  func tiling(_ on: Step.OnImage) throws -> Tiling {
    try Tiling(image(on.image), on.tiles, for: arm(on.arm))
  }

  private func image(_ name: String) throws -> Rgb8 {
    if let known = images[name] { return known }
    guard let asked = job.images[name] else { throw StepError(.failed, "no image \(name)") }
    let data = try Data(contentsOf: container.place(asked.path))
    guard data.count == asked.width * asked.height * 3 else {
      throw StepError(.failed, "\(asked.path) is not \(asked.width)x\(asked.height) RGB")
    }
    let image = Rgb8(width: asked.width, height: asked.height, data: [UInt8](data))
    images[name] = image
    return image
  }
}
