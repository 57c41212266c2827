import Foundation

extension Launch {
  struct Compiled: Encodable {
    let compileNs: Int
    let reused: Bool
  }

  struct Loaded: Encodable {
    let loadNs: Int
    let procedure: Step.Load.Procedure
    let notes: [String]
  }

  /// Compiles an arm's model once; later launches use what the first one left.
  func compile(_ name: String) throws -> any Encodable {
    let arm = try arm(name)
    let startedNs = nowNs()
    let reused = container.compiledModel(of: arm) != nil
    if !reused {
      try autoreleasepool { try engine.compile(container.place(arm.model), to: container.freshPlace(for: arm)) }
    }
    return Merged([Compiled(compileNs: nowNs() - startedNs, reused: reused), device.memory()])
  }

  /// `purged` moves the compiled model to a new place, since the system's caches depend on the path. Later
  /// `prepared` loads find it there, warm.
  func load(_ name: String, _ procedure: Step.Load.Procedure) throws -> any Encodable {
    var (arm, compiled) = try compiledArm(name)
    if procedure == .purged {
      let fresh = try container.freshPlace(for: arm)
      try replace(fresh, with: compiled)
      compiled = fresh
      try engine.purge()
    }
    let startedNs = nowNs()
    loaded[name] = try autoreleasepool { try engine.load(compiled, for: arm) }
    let loadNs = nowNs() - startedNs
    return Merged([Loaded(loadNs: loadNs, procedure: procedure, notes: engine.notes(for: arm)), device.memory()])
  }

  func unload(_ name: String) throws -> any Encodable {
    _ = try predictor(name)
    loaded[name] = nil
    return device.memory()
  }

  func placement(_ name: String) throws -> any Encodable {
    let (arm, compiled) = try compiledArm(name)
    return try engine.placement(of: compiled, for: arm)
  }

  private func compiledArm(_ name: String) throws -> (Arm, URL) {
    let arm = try arm(name)
    guard let compiled = container.compiledModel(of: arm) else { throw StepError(.failed, "arm \(name) is not compiled") }
    return (arm, compiled)
  }
}
