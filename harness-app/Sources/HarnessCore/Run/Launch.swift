import Foundation

/// What the steps of one launch share.
final class Launch<Core: Engine> {
  let job: Job
  let container: Container
  let engine: Core
  let device: any Device
  var loaded: [String: any Predictor] = [:]
  private var images: [String: Rgb8] = [:]
  /// What the sentinel's loop came to.
  var sentinelValue: Float = 0
  let status: StatusFile

  init(
    _ job: Job, in container: Container, on device: any Device, with engine: Core, telling status: StatusFile
  ) {
    self.job = job
    self.container = container
    self.device = device
    self.engine = engine
    self.status = status
  }

  /// Tells how far the running step is, 0 to 1.
  func progress(_ share: Double) throws { try status.progress(share) }

  /// Does one step and tells what it found.
  func carryOut(_ step: Step) throws -> any Encodable {
    switch step {
    case .stage: try stage()
    case .compile(let step): try status.beating { try compile(step.arm) }
    case .load(let step): try status.beating { try load(step) }
    case .warmup(let step): try undisturbed { try warmUp(step, with: try predictor(step.arm)) }
    case .measure(let step): try undisturbed { try measure(step, with: try predictor(step.arm)) }
    case .quality(let step): try undisturbed { try enlarge(step, with: try predictor(step.arm)) }
    case .placement(let step): try status.beating { try placement(step.arm) }
    case .unload(let step): try unload(step.arm)
    case .cooldown(let step): try coolDown(until: step.until, timeoutS: step.timeoutS)
    case .sentinel: try undisturbed { sentinel() }
    }
  }

  /// Refuses what was timed while something else had the phone.
  private func undisturbed(_ timed: () throws -> any Encodable) throws -> any Encodable {
    _ = device.disturbance()
    let finding = try timed()
    if let reason = device.disturbance() { throw StepError(.failed, reason) }
    return finding
  }

  func arm(_ name: String) throws -> Arm {
    guard let arm = job.arms[name] else { throw StepError(.failed, "no arm \(name)") }
    return arm
  }

  func predictor(_ arm: String) throws -> any Predictor {
    guard let predictor = loaded[arm] else { throw StepError(.failed, "arm \(arm) is not loaded") }
    return predictor
  }

  /// An image of the job cut for an arm; the image is read once a launch.
  func tiling(_ on: some OnImage) throws -> Tiling {
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
