import Foundation

extension Launch {
  struct Compiled: Encodable {
    let compileNs: Int
    let reused: Bool
  }

  struct Loaded: Encodable {
    let loadNs: Int
    let procedure: LoadProcedure
    let notes: [String]
  }

  struct Purged: Encodable { let existed: Bool }

  /// Compiles an arm's model once; later launches use what the first one left.
  func compile(_ name: String) throws -> any Encodable {
    let arm = try arm(name)
    let place = container.compiledModel(of: arm, osBuild: device.identity.os.build)
    let startedNs = nowNs()
    let reused = kindOfFile(place) == .typeDirectory
    if !reused { try autoreleasepool { try engine.compile(container.place(arm.model), to: place) } }
    return Merged([Compiled(compileNs: nowNs() - startedNs, reused: reused), device.memory()])
  }

  /// Writes down that the load begins before it does, and that it has ended after it has: of a load that is cut off
  /// nobody knows what the system keeps.
  func load(_ name: String) throws -> any Encodable {
    let (arm, compiled) = try compiledArm(name)
    let loads = try container.loads(of: device.identity)
    try container.record(loads.beginning(arm.loadKey), of: device.identity)
    let startedNs = nowNs()
    loaded[name] = try autoreleasepool { try engine.load(compiled, for: arm) }
    let found = Loaded(
      loadNs: nowNs() - startedNs, procedure: loads.procedure(of: arm.loadKey), notes: engine.notes(for: arm))
    let memory = device.memory()
    try container.record(loads.ending(arm.loadKey), of: device.identity)
    return Merged([found, memory])
  }

  /// Writes down that the purge begins before it does: of one that is cut off nobody knows what it left.
  func purge() throws -> any Encodable {
    let identity = device.identity
    try container.record(container.loads(of: identity).beginningPurge(), of: identity)
    let existed = try engine.purge()
    try container.record(Loads(osBuild: identity.os.build, purged: true), of: identity)
    return Purged(existed: existed)
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
    let compiled = container.compiledModel(of: arm, osBuild: device.identity.os.build)
    guard kindOfFile(compiled) == .typeDirectory else { throw StepError(.failed, "arm \(name) is not compiled") }
    return (arm, compiled)
  }
}
