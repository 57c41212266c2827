public enum MLComputeUnits: Int, Sendable { case cpuOnly, cpuAndGPU, all, cpuAndNeuralEngine }

public struct MLOptimizationHints: Equatable, Sendable {
  public enum ReshapeFrequency: Sendable { case frequent, infrequent }
  public enum SpecializationStrategy: Sendable { case `default`, fastPrediction }
  public var reshapeFrequency = ReshapeFrequency.frequent
  public var specializationStrategy = SpecializationStrategy.default
  public init() {}
}

public class MLModelConfiguration {
  public var computeUnits = MLComputeUnits.all
  public var allowLowPrecisionAccumulationOnGPU = false
  public var functionName: String?
  public var optimizationHints = MLOptimizationHints()
  public init() {}
}

public class MLPredictionOptions {
  public var outputBackings: [String: Any] = [:]
  public init() {}
}
