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
    let arm = try modelArm(name)
    let place = container.compiledModel(of: arm, osBuild: device.identity.os.build)
    let startedNs = nowNs()
    let reused = kindOfFile(place) == .typeDirectory
    if !reused { try autoreleasepool { try engine.compile(container.place(arm.model), to: place) } }
    return Merged([Compiled(compileNs: nowNs() - startedNs, reused: reused), device.memory()])
  }

  /// Writes down that the load begins before it does, and that it has ended after it has: of a load that is cut off
  /// nobody knows what the system keeps.
  func load(_ name: String) throws -> any Encodable {
    switch try arm(name) {
    case .model(let arm):
      let compiled = try compiled(arm, name)
      return try load(name, arm.loadKey, notes: engine.notes(for: arm)) { try engine.load(compiled, for: arm) }
    case .system(let arm):
      try requireUpscaler()
      return try load(name, arm.loadKey, notes: engine.upscalerNotes) { try engine.upscaler(for: arm) }
    }
  }

  private func load(
    _ name: String, _ key: String, notes: @autoclosure () -> [String], _ open: () throws -> any Predictor
  ) throws -> any Encodable {
    let loads = try container.loads(of: device.identity)
    try container.record(loads.beginning(key), of: device.identity)
    let startedNs = nowNs()
    loaded[name] = try autoreleasepool(invoking: open)
    let found = Loaded(loadNs: nowNs() - startedNs, procedure: loads.procedure(of: key), notes: notes())
    let memory = device.memory()
    try container.record(loads.ending(key), of: device.identity)
    return Merged([found, memory])
  }

  /// Also where the compiler's own check of availability sees another system than the phone's.
  private func requireUpscaler() throws {
    let version = device.identity.os.version
    let major = version.split(separator: ".").first.flatMap { Int($0) } ?? 0
    guard major >= SystemArm.firstIos else {
      throw StepError(
        .unsupported, "iOS has an upscaler of its own from iOS \(SystemArm.firstIos) on, and this is \(version)")
    }
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
    let arm = try modelArm(name)
    return try engine.placement(of: compiled(arm, name), for: arm)
  }

  private func modelArm(_ name: String) throws -> ModelArm {
    guard case .model(let arm) = try arm(name) else { throw StepError(.failed, "arm \(name) has no model") }
    return arm
  }

  private func compiled(_ arm: ModelArm, _ name: String) throws -> URL {
    let compiled = container.compiledModel(of: arm, osBuild: device.identity.os.build)
    guard kindOfFile(compiled) == .typeDirectory else { throw StepError(.failed, "arm \(name) is not compiled") }
    return compiled
  }
}
