import Foundation

/// The app's main job: reads `jobs/<launch>.json`, does its steps one after another, and records what it sees.
struct Harness {
  let container: Container
  let device: any Device
  let engine: any Engine
  let processStartNs: Int
  var patienceNs = 30_000_000_000

  /// All that a process does which was launched with a job: the job, and then the announcement that the launch has
  /// ended, until the process may end. Returns its exit code.
  func serve(_ job: JobArgument) -> Int32 {
    var code: Int32 = 0
    do {
      try run(job)
    } catch {
      try? FileHandle.standardError.write(contentsOf: Data("\(error.localizedDescription)\n".utf8))
      code = 1
    }
    if let launch = launchName(of: job.file) { announceEnd(of: launch) }
    return code
  }

  /// Repeats itself for a second at least, because whoever waits for the end may begin to listen only now.
  private func announceEnd(of launch: String) {
    let lastNs = max(processStartNs + device.leastLifeNs, nowNs() + min(device.leastLifeNs, 1_000_000_000))
    while true {
      device.post(endNotification(of: launch))
      if nowNs() >= lastNs { return }
      sleep(untilNs: min(lastNs, nowNs() + 500_000_000))
    }
  }

  /// An unreadable job becomes an error of a step "job" in the launch that its file is named after. Throws when the app
  /// cannot write an event: the file's name does not name a launch, the launch already has events, or the disk is full.
  func run(_ argument: JobArgument) throws {
    let file = argument.file
    guard let launch = launchName(of: file) else { throw StepError(.failed, "\(file) is not jobs/<launch>.json") }
    let log = try EventLog(creating: container.place(Place.events(launch)), processStartNs: processStartNs)
    try log.append([hello(launch)])
    do {
      try run(try readJob(argument, launch), log)
    } catch let error as JobError {
      let refused = StepError(.failed, "\(file): \(error.localizedDescription)")
      try log.append([Event(event: .error, step: 0, do: "job"), refused])
    }
    try log.seal()
  }

  /// Stops at the first step that fails.
  private func run(_ job: Job, _ log: EventLog) throws {
    let status = StatusFile(at: try container.place(Place.status(job.launch)), for: job)
    let launch = Launch(job, of: self, telling: status)
    makeRoom()
    for (index, step) in job.steps.enumerated() {
      func event(_ kind: Event.Kind) -> Event { Event(event: kind, step: index, do: step.name) }
      try log.append([event(.start)])
      let found: any Encodable
      do {
        try status.begin(index)
        if index == 0 { try launch.awaitForeground() }
        found = try launch.carryOut(step)
      } catch {
        try log.append([event(.error), StepError(error)])
        break
      }
      try log.append([event(.result), found])
    }
    try status.done()
  }

  /// Forgets what another installation of the app or another build of iOS left. What fails here is done again later: no
  /// load begins before loads.json says so.
  private func makeRoom() {
    let identity = device.identity
    try? container.deleteCompiledModels(exceptOf: identity.os.build)
    if let loads = try? container.loads(of: identity) { try? container.record(loads, of: identity) }
  }

  private func readJob(_ argument: JobArgument, _ launch: String) throws -> Job {
    guard let place = try? container.place(argument.file), let json = try? Data(contentsOf: place) else {
      throw JobError("cannot be read")
    }
    if let sha256 = argument.sha256, json.sha256 != sha256 { throw JobError("arrived damaged") }
    let job = try Job(json: json)
    guard job.launch == launch else { throw JobError(field: "launch", "is \(job.launch), which is not what the file is named") }
    return job
  }

  private func hello(_ launch: String) -> Hello {
    var notes: [String] = []
    do { try container.writeInventory() } catch { notes = ["inventory.json: \(StepError(error).reason)"] }
    let identity = device.identity
    return Hello(
      launch: launch, appBuild: identity.appBuild, device: identity.device, os: identity.os,
      state: device.stateAtLaunch, notes: notes)
  }
}

/// The launch that a job file is named after; nil for any other path.
private func launchName(of jobFile: String) -> String? {
  let launch = String(jobFile.dropFirst("jobs/".count).dropLast(".json".count))
  return jobFile == "jobs/\(launch).json" && isLaunchName(launch) ? launch : nil
}
