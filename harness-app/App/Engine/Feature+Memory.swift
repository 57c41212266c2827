import CoreML
import CoreVideo
import Foundation

/// Copies pixels into and out of the memory of a feature's value. It uses the value's strides and never assumes any.
extension Feature {
  /// New memory of the size the job asks for, in the type the model declares.
  func makeMemory(describedBy description: MLFeatureDescription) throws -> MLFeatureValue {
    switch kind {
    case .image:
      guard description.imageConstraint?.pixelFormatType == kCVPixelFormatType_32BGRA else { throw isNoColourImage }
      return MLFeatureValue(pixelBuffer: try makePixelBuffer())
    case .array:
      guard let constraint = description.multiArrayConstraint else { throw StepError(.unsupported, "\(name) is not an array") }
      let shape = shape(rank: constraint.shape.count).map { NSNumber(value: $0) }
      return MLFeatureValue(multiArray: try MLMultiArray(shape: shape, dataType: constraint.dataType))
    }
  }

  /// True when the model declares exactly the size of the job, so that the app can provide memory for its output.
  func isFixed(in description: MLFeatureDescription) -> Bool {
    if let image = description.imageConstraint { return image.pixelsWide == width && image.pixelsHigh == height }
    let declared = description.multiArrayConstraint?.shape.map(\.intValue) ?? []
    return !declared.isEmpty && declared == shape(rank: declared.count)
  }

  func fill(_ value: MLFeatureValue, with pixels: Rgb8) throws {
    if let buffer = value.imageBufferValue {
      try withAddress(of: buffer, []) { pixels.writeBgra(to: $0, bytesPerRow: CVPixelBufferGetBytesPerRow(buffer)) }
    } else if let array = value.multiArrayValue {
      let element = try element(of: array)
      array.withUnsafeMutableBytes { bytes, strides in
        let layout = ArrayLayout(element: element, strides: strides, channelsLast: self.layout == .NHWC)
        pixels.write(to: bytes.baseAddress!, layout, low: low, high: high)
      }
    }
  }

  func read(_ value: MLFeatureValue?) throws -> Rgb8 {
    if let buffer = value?.imageBufferValue {
      guard CVPixelBufferGetPixelFormatType(buffer) == kCVPixelFormatType_32BGRA else { throw isNoColourImage }
      try require([CVPixelBufferGetHeight(buffer), CVPixelBufferGetWidth(buffer)], is: [height, width])
      return try withAddress(of: buffer, .readOnly) {
        Rgb8(bgra: $0, width: width, height: height, bytesPerRow: CVPixelBufferGetBytesPerRow(buffer))
      }
    }
    guard let array = value?.multiArrayValue else { throw StepError(.failed, "the model has no output \(name)") }
    try require(array.shape.map(\.intValue), is: shape(rank: array.shape.count))
    let layout = ArrayLayout(
      element: try element(of: array), strides: array.strides.map(\.intValue), channelsLast: layout == .NHWC)
    return array.withUnsafeBytes {
      Rgb8(array: $0.baseAddress!, width: width, height: height, layout, low: low, high: high)
    }
  }

  private var isNoColourImage: StepError { StepError(.unsupported, "\(name) is no 8-bit colour image") }

  private func require(_ found: [Int], is asked: [Int]) throws {
    if found != asked { throw StepError(.failed, "\(name) has shape \(found), not \(asked)") }
  }

  /// A batch of one image; without the batch where the model has three axes.
  private func shape(rank: Int) -> [Int] {
    let picture = layout == .NHWC ? [height, width, 3] : [3, height, width]
    return rank == 3 ? picture : [1] + picture
  }

  private func element(of array: MLMultiArray) throws -> ArrayLayout.Element {
    guard layout != .BGR else { throw StepError(.unsupported, "\(name): an array cannot be BGR") }
    switch array.dataType {
    case .float16: return .float16
    case .float32: return .float32
    case .double: return .float64
    default: throw StepError(.unsupported, "\(name) has elements that are not floating-point numbers")
    }
  }

  /// A 32BGRA buffer backed by an IOSurface, which the GPU and the Neural Engine read without a copy.
  private func makePixelBuffer() throws -> CVPixelBuffer {
    let surface = [kCVPixelBufferIOSurfacePropertiesKey: [String: Any]()] as [CFString: Any] as CFDictionary
    var buffer: CVPixelBuffer?
    let status = CVPixelBufferCreate(nil, width, height, kCVPixelFormatType_32BGRA, surface, &buffer)
    guard let buffer else { throw StepError(.failed, "no memory for a \(width)x\(height) image (CVReturn \(status))") }
    return buffer
  }
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
