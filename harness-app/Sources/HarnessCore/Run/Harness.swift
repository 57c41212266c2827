import Foundation

/// Where a launch stands, for whoever looks at the phone.
public struct Standing: Sendable {
  public let step: String
  public let index: Int
  public let count: Int
}

/// How the app came to its end.
public enum Ending: Sendable, Equatable {
  /// Every step has a result, or one has an error: the events tell.
  case told
  /// The launch ran before; nothing was touched.
  case ranBefore
  /// Nothing could be told to the host.
  case untold(reason: String)
}

/// The app's main job: reads `jobs/<launch>.json`, does its steps one after another, and writes down what it sees.
public struct Harness<Core: Engine> {
  let container: Container
  let device: any Device
  let engine: Core
  let processStartNs: Int
  let show: (Standing) -> Void

  public init(
    in container: Container, on device: any Device, with engine: Core, processStartNs: Int,
    show: @escaping (Standing) -> Void
  ) {
    self.container = container
    self.device = device
    self.engine = engine
    self.processStartNs = processStartNs
    self.show = show
  }

  /// `jobFile` is the argument after `--job`. A job that cannot be read is told as an error of a step "job", under the
  /// launch its file is named after.
  public func run(jobFile: String) -> Ending {
    do {
      let job: Job
      do {
        job = try Job(json: Data(contentsOf: container.place(jobFile)))
      } catch {
        return try refuse(jobFile, because: error)
      }
      return try run(job)
    } catch {
      return .untold(reason: StepError(error).reason)
    }
  }

  /// The first step that fails ends the launch.
  private func run(_ job: Job) throws -> Ending {
    guard let log = try begin(job.launch) else { return .ranBefore }
    var status = StatusFile(at: try container.place(Place.status(job.launch)), for: job)
    let launch = Launch(job, in: container, on: device, with: engine) { try status.progress($0) }
    for (index, step) in job.steps.enumerated() {
      try log.append(.start(step: index, name: step.name))
      show(Standing(step: step.name, index: index, count: job.steps.count))
      do {
        try status.begin(index)
        try log.append(.result(step: index, name: step.name, finding: launch.carryOut(step)))
      } catch {
        try log.append(.error(step: index, name: step.name, error: StepError(error)))
        break
      }
    }
    try status.done()
    return .told
  }

  /// Says hello. Nil when the launch already has events.
  private func begin(_ launch: String) throws -> EventLog? {
    let url = try container.place(Place.events(launch))
    guard let log = try EventLog(creating: url, processStartNs: processStartNs) else { return nil }
    var notes: [String] = []
    do { try container.writeInventory() } catch { notes = ["inventory.json: \(StepError(error).reason)"] }
    let identity = device.identity
    let hello = Hello(
      launch: launch, pid: Int(ProcessInfo.processInfo.processIdentifier), appBuild: identity.appBuild,
      device: identity.device, os: identity.os, state: device.stateAtLaunch, notes: notes)
    try log.append(.hello(hello))
    return log
  }

  private func refuse(_ jobFile: String, because error: any Error) throws -> Ending {
    let reason = "\(jobFile): \(StepError(error).reason)"
    let launch = String(jobFile.dropFirst("jobs/".count).dropLast(".json".count))
    guard jobFile == "jobs/\(launch).json", isLaunchName(launch) else { return .untold(reason: reason) }
    guard let log = try begin(launch) else { return .ranBefore }
    try log.append(.error(step: 0, name: "job", error: StepError(.failed, reason)))
    return .told
  }
}
