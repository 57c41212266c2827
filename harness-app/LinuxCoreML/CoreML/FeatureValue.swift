import CoreVideo

public class MLFeatureValue {
  public let imageBufferValue: CVPixelBuffer?
  public let multiArrayValue: MLMultiArray?

  public init(pixelBuffer: CVPixelBuffer) {
    imageBufferValue = pixelBuffer
    multiArrayValue = nil
  }

  public init(multiArray: MLMultiArray) {
    imageBufferValue = nil
    multiArrayValue = multiArray
  }
}

public protocol MLFeatureProvider {
  var featureNames: Set<String> { get }
  func featureValue(for name: String) -> MLFeatureValue?
}

public class MLDictionaryFeatureProvider: MLFeatureProvider {
  private let values: [String: MLFeatureValue]

  public init(dictionary: [String: Any]) throws {
    values = try dictionary.mapValues { value in
      guard let value = value as? MLFeatureValue else { throw CoreMLError("\(value) is no feature value") }
      return value
    }
  }

  public var featureNames: Set<String> { Set(values.keys) }
  public func featureValue(for name: String) -> MLFeatureValue? { values[name] }
}
