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
  /// The launch already has events; nothing was touched.
  case ranBefore
  /// Nothing can be told: the file names no launch, or the disk takes no more.
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
    guard let launch = launchName(of: jobFile) else { return .untold(reason: "\(jobFile) is not jobs/<launch>.json") }
    do {
      guard let log = try EventLog(creating: container.place(Place.events(launch)), processStartNs: processStartNs) else {
        return .ranBefore
      }
      try log.append(.hello(hello(launch)))
      do {
        try run(try readJob(jobFile, launch), log)
      } catch let error as JobError {
        let refused = StepError(.failed, "\(jobFile): \(error.localizedDescription)")
        try log.append(.error(step: 0, name: "job", error: refused))
      }
      return .told
    } catch {
      return .untold(reason: StepError(error).reason)
    }
  }

  /// The first step that fails ends the launch.
  private func run(_ job: Job, _ log: EventLog) throws {
    let status = StatusFile(at: try container.place(Place.status(job.launch)), for: job)
    let launch = Launch(job, in: container, on: device, with: engine, telling: status)
    for (index, step) in job.steps.enumerated() {
      try log.append(.start(step: index, name: step.name))
      show(Standing(step: step.name, index: index, count: job.steps.count))
      let event: Event
      do {
        try status.begin(index)
        event = .result(step: index, name: step.name, finding: try launch.carryOut(step))
      } catch {
        try log.append(.error(step: index, name: step.name, error: StepError(error)))
        break
      }
      try log.append(event)
    }
    try status.done()
  }

  private func readJob(_ file: String, _ launch: String) throws -> Job {
    guard let place = try? container.place(file), let json = try? Data(contentsOf: place) else {
      throw JobError("cannot be read")
    }
    let job = try Job(json: json)
    guard job.launch == launch else {
      throw JobError("field launch is \(job.launch), which is not what the file is named")
    }
    return job
  }

  private func hello(_ launch: String) -> Hello {
    var notes: [String] = []
    do { try container.writeInventory() } catch { notes = ["inventory.json: \(StepError(error).reason)"] }
    let identity = device.identity
    return Hello(
      launch: launch, pid: Int(ProcessInfo.processInfo.processIdentifier), appBuild: identity.appBuild,
      device: identity.device, os: identity.os, state: device.stateAtLaunch, notes: notes)
  }
}

/// The launch a job file is named after; nil for any other path.
private func launchName(of jobFile: String) -> String? {
  let launch = String(jobFile.dropFirst("jobs/".count).dropLast(".json".count))
  return jobFile == "jobs/\(launch).json" && isLaunchName(launch) ? launch : nil
}
