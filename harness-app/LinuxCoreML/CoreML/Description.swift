import CoreVideo
import Foundation

public enum MLFeatureType: Int, Sendable {
  case invalid = 0
  case int64, double, string, image, multiArray, dictionary, sequence
}

public class MLImageConstraint {
  public let pixelsWide: Int
  public let pixelsHigh: Int
  public let pixelFormatType: OSType

  init(width: Int, height: Int, format: OSType) {
    pixelsWide = width
    pixelsHigh = height
    pixelFormatType = format
  }
}

public class MLMultiArrayConstraint {
  public let shape: [NSNumber]
  /// The compiler lowers programs to float32, in and out.
  public let dataType = MLMultiArrayDataType.float32

  init(shape: [Int]) { self.shape = shape.map { NSNumber(value: $0) } }
}

public class MLFeatureDescription {
  public let name: String
  public let type: MLFeatureType
  public let imageConstraint: MLImageConstraint?
  public let multiArrayConstraint: MLMultiArrayConstraint?
  /// The order in which the program takes a colour image's planes.
  let isBgr: Bool

  init(_ feature: CompiledModel.Feature) {
    name = feature.name
    switch feature.type {
    case .image(let width, let height, let colour):
      let format =
        switch colour {
        case "gray": kCVPixelFormatType_OneComponent8
        case "gray16": kCVPixelFormatType_OneComponent16Half
        default: kCVPixelFormatType_32BGRA
        }
      type = .image
      imageConstraint = MLImageConstraint(width: width, height: height, format: format)
      multiArrayConstraint = nil
      isBgr = colour == "bgr"
    case .array(let shape):
      type = .multiArray
      imageConstraint = nil
      multiArrayConstraint = MLMultiArrayConstraint(shape: shape)
      isBgr = false
    case .other:
      type = .invalid
      imageConstraint = nil
      multiArrayConstraint = nil
      isBgr = false
    }
  }
}

public class MLModelDescription {
  public let inputDescriptionsByName: [String: MLFeatureDescription]
  public let outputDescriptionsByName: [String: MLFeatureDescription]

  init(_ function: CompiledModel.Function) {
    func byName(_ list: [CompiledModel.Feature]) -> [String: MLFeatureDescription] {
      Dictionary(uniqueKeysWithValues: list.map { ($0.name, MLFeatureDescription($0)) })
    }
    inputDescriptionsByName = byName(function.inputs)
    outputDescriptionsByName = byName(function.outputs)
  }
}
