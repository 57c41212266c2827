import CoreML
import Foundation

/// What differs among the systems that offer Core ML.
struct CoreMLSystem {
  /// Where the system keeps the results of earlier loads.
  let specializationCache: URL?
  /// What a person should know about a load with this configuration.
  let notes: (MLModelConfiguration) -> [String]
  /// What a person should know about the system's own upscaler.
  let upscalerNotes: [String]
  /// True when compiling failed because this system never can, not because the model is damaged.
  let isUnsupported: (any Error) -> Bool
}

/// Core ML, used synchronously from the thread that measures.
struct CoreMLEngine: Engine {
  let system: CoreMLSystem

  func compile(_ package: URL, to folder: URL) throws {
    let files = FileManager.default
    let partial = folder.appendingPathExtension("partial")
    do {
      let compiled = try MLModel.compileModel(at: package)
      defer { try? files.removeItem(at: compiled) }
      try? files.removeItem(at: partial)
      try files.createDirectory(at: folder.deletingLastPathComponent(), withIntermediateDirectories: true)
      // A move to another volume copies file by file, and the disk may be full before the last; a second one cannot.
      try files.moveItem(at: compiled, to: partial)
      try files.moveItem(at: partial, to: folder)
    } catch {
      throw StepError(system.isUnsupported(error) ? .unsupported : .failed, error.localizedDescription)
    }
  }

  func purge() throws -> Bool {
    guard let cache = system.specializationCache, FileManager.default.fileExists(atPath: cache.path) else { return false }
    try FileManager.default.removeItem(at: cache)
    return true
  }

  func load(_ compiled: URL, for arm: ModelArm) throws -> any Predictor {
    try CoreMLPredictor(MLModel(contentsOf: compiled, configuration: configuration(for: arm)), for: arm)
  }

  var upscalerNotes: [String] { system.upscalerNotes }

  func notes(for arm: ModelArm) -> [String] { (try? configuration(for: arm)).map(system.notes) ?? [] }

  func placement(of compiled: URL, for arm: ModelArm) throws -> Placement {
    guard #available(iOS 17.4, macOS 14.4, *) else { return Placement(reason: "MLComputePlan needs iOS 17.4") }
    return plannedPlacement(of: compiled, for: arm, configuration: try configuration(for: arm))
  }

  /// Fixes everything that may change a latency, so that a new default of the system does not change it.
  private func configuration(for arm: ModelArm) throws -> MLModelConfiguration {
    let configuration = MLModelConfiguration()
    configuration.computeUnits =
      switch arm.computeUnits {
      case .cpuOnly: .cpuOnly
      case .cpuAndGPU: .cpuAndGPU
      case .cpuAndNeuralEngine: .cpuAndNeuralEngine
      case .all: .all
      }
    configuration.allowLowPrecisionAccumulationOnGPU = false
    if let function = arm.function {
      guard #available(iOS 18, macOS 15, *) else { throw StepError(.unsupported, "function \(function) needs iOS 18") }
      configuration.functionName = function
    }
    if #available(iOS 17.4, macOS 14.4, *) {
      var hints = MLOptimizationHints()
      hints.reshapeFrequency = .infrequent
      if #available(iOS 18, macOS 15, *) { hints.specializationStrategy = .default }
      configuration.optimizationHints = hints
    }
    return configuration
  }
}
