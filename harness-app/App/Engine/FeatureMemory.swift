import CoreML
import CoreVideo
import Foundation

/// The memory behind a feature's value, and how pixels get in and out. Strides are honoured, never assumed.
enum FeatureMemory {
  case image(CVPixelBuffer)
  case array(MLMultiArray)

  /// New memory of the size a job asks for, in the type the model declares.
  init(for feature: Feature, describedBy description: MLFeatureDescription) throws {
    switch feature.kind {
    case .image:
      guard description.imageConstraint?.pixelFormatType == kCVPixelFormatType_32BGRA else {
        throw StepError(.unsupported, "\(feature.name) is no 8-bit colour image")
      }
      self = .image(try makePixelBuffer(width: feature.width, height: feature.height))
    case .array:
      guard let constraint = description.multiArrayConstraint else {
        throw StepError(.unsupported, "\(feature.name) is no multi-array")
      }
      let shape = feature.shape(rank: constraint.shape.count).map { NSNumber(value: $0) }
      self = .array(try MLMultiArray(shape: shape, dataType: constraint.dataType))
    }
  }

  /// The memory of a value that came back; nil when it is neither image nor array.
  init?(_ value: MLFeatureValue) {
    if let buffer = value.imageBufferValue {
      self = .image(buffer)
    } else if let array = value.multiArrayValue {
      self = .array(array)
    } else {
      return nil
    }
  }

  /// True when the model declares exactly the size a job asks for, so that its output can be given memory beforehand.
  static func isFixed(_ description: MLFeatureDescription, as feature: Feature) -> Bool {
    if let image = description.imageConstraint {
      return image.pixelsWide == feature.width && image.pixelsHigh == feature.height
    }
    let shape = description.multiArrayConstraint?.shape.map(\.intValue) ?? []
    return !shape.isEmpty && shape == feature.shape(rank: shape.count)
  }

  var value: MLFeatureValue {
    switch self {
    case .image(let buffer): MLFeatureValue(pixelBuffer: buffer)
    case .array(let array): MLFeatureValue(multiArray: array)
    }
  }

  /// What MLPredictionOptions.outputBackings takes.
  var object: AnyObject {
    switch self {
    case .image(let buffer): buffer
    case .array(let array): array
    }
  }

  func fill(with pixels: Rgb8, as feature: Feature) throws {
    switch self {
    case .image(let buffer):
      try withAddress(of: buffer, []) { pixels.writeBgra(to: $0, bytesPerRow: CVPixelBufferGetBytesPerRow(buffer)) }
    case .array(let array):
      let element = try element(of: array, feature)
      array.withUnsafeMutableBytes { bytes, strides in
        let layout = ArrayLayout(element: element, strides: strides, channelsLast: feature.layout == .NHWC)
        pixels.write(to: bytes.baseAddress!, layout, low: feature.low, high: feature.high)
      }
    }
  }

  func read(as feature: Feature) throws -> Rgb8 {
    switch self {
    case .image(let buffer):
      let (width, height) = (CVPixelBufferGetWidth(buffer), CVPixelBufferGetHeight(buffer))
      guard CVPixelBufferGetPixelFormatType(buffer) == kCVPixelFormatType_32BGRA else {
        throw StepError(.unsupported, "\(feature.name) is no 8-bit colour image")
      }
      guard (width, height) == (feature.width, feature.height) else {
        throw StepError(.failed, "\(feature.name) is \(width)x\(height), not \(feature.width)x\(feature.height)")
      }
      return try withAddress(of: buffer, .readOnly) {
        Rgb8(bgra: $0, width: width, height: height, bytesPerRow: CVPixelBufferGetBytesPerRow(buffer))
      }
    case .array(let array):
      let shape = array.shape.map(\.intValue)
      guard shape == feature.shape(rank: shape.count) else {
        throw StepError(.failed, "\(feature.name) has shape \(shape), not \(feature.shape(rank: shape.count))")
      }
      let layout = ArrayLayout(
        element: try element(of: array, feature), strides: array.strides.map(\.intValue),
        channelsLast: feature.layout == .NHWC)
      return array.withUnsafeBytes { bytes in
        Rgb8(
          array: bytes.baseAddress!, width: feature.width, height: feature.height, layout, low: feature.low,
          high: feature.high)
      }
    }
  }
}

extension Feature {
  /// A batch of one picture; without the batch where the model has three axes.
  fileprivate func shape(rank: Int) -> [Int] {
    let picture = layout == .NHWC ? [height, width, 3] : [3, height, width]
    return rank == 3 ? picture : [1] + picture
  }
}

private func element(of array: MLMultiArray, _ feature: Feature) throws -> ArrayLayout.Element {
  guard feature.layout != .BGR else { throw StepError(.unsupported, "\(feature.name): an array cannot be BGR") }
  switch array.dataType {
  case .float16: return .float16
  case .float32: return .float32
  case .double: return .float64
  default: throw StepError(.unsupported, "\(feature.name) has elements that are no floating-point numbers")
  }
}

/// A 32BGRA buffer backed by an IOSurface, which the GPU and the Neural Engine read without a copy.
private func makePixelBuffer(width: Int, height: Int) throws -> CVPixelBuffer {
  let attributes: [CFString: Any] = [kCVPixelBufferIOSurfacePropertiesKey: [String: Any]()]
  var buffer: CVPixelBuffer?
  let status = CVPixelBufferCreate(
    nil, width, height, kCVPixelFormatType_32BGRA, attributes as CFDictionary, &buffer)
  guard status == kCVReturnSuccess, let buffer else {
    throw StepError(.failed, "no memory for a \(width)x\(height) image (CVReturn \(status))")
  }
  return buffer
}

private func withAddress<Result>(
  of buffer: CVPixelBuffer, _ flags: CVPixelBufferLockFlags, _ body: (UnsafeMutableRawPointer) throws -> Result
) throws -> Result {
  let status = CVPixelBufferLockBaseAddress(buffer, flags)
  guard status == kCVReturnSuccess, let address = CVPixelBufferGetBaseAddress(buffer) else {
    throw StepError(.failed, "an image's memory cannot be reached (CVReturn \(status))")
  }
  defer { CVPixelBufferUnlockBaseAddress(buffer, flags) }
  return try body(address)
}
