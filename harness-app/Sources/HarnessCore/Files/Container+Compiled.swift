import Foundation

extension Container {
  /// Where an arm's compiled model is or will be. Each pair of model and compute units has its own, so that the system
  /// keeps its results apart, and so has each build of iOS, whose compiler may differ.
  func compiledModel(of arm: ModelArm, osBuild: String) -> URL {
    compiled.appendingPathComponent(osBuild, isDirectory: true)
      .appendingPathComponent("\(arm.sha256)-\(arm.computeUnits.rawValue).mlmodelc", isDirectory: true)
  }

  /// Makes room by deleting what other builds of iOS compiled, and what an earlier app left in another place.
  func deleteCompiledModels(exceptOf osBuild: String) throws {
    guard kindOfFile(compiled) != nil else { return }
    for name in try FileManager.default.contentsOfDirectory(atPath: compiled.path) where name != osBuild {
      try FileManager.default.removeItem(at: compiled.appendingPathComponent(name))
    }
  }
}
