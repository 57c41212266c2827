import CoreML
import CoreVideo
import Foundation

/// Copies pixels into and out of the memory of a feature's value. It uses the value's strides and never assumes any.
extension Feature {
  /// New memory of the size the job asks for, in the type the model declares.
  func makeMemory(describedBy description: MLFeatureDescription) throws -> MLFeatureValue {
    switch kind {
    case .image:
      guard description.imageConstraint?.pixelFormatType == pixelFormat else { throw isAnotherImage }
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
      let bytesPerRow = CVPixelBufferGetBytesPerRow(buffer)
      try withAddress(of: buffer, []) {
        if channels == 1 { pixels.writeLuma(to: $0, bytesPerRow: bytesPerRow) } else { pixels.writeBgra(to: $0, bytesPerRow: bytesPerRow) }
      }
    } else if let array = value.multiArrayValue {
      let element = try element(of: array)
      array.withUnsafeMutableBytes { bytes, strides in
        let layout = ArrayLayout(
          element: element, strides: strides, channels: channels, channelsLast: self.layout.isChannelsLast)
        pixels.write(to: bytes.baseAddress!, layout, low: low, high: high)
      }
    }
  }

  func read(_ value: MLFeatureValue?) throws -> Rgb8 {
    if let buffer = value?.imageBufferValue {
      guard CVPixelBufferGetPixelFormatType(buffer) == pixelFormat else { throw isAnotherImage }
      try require([CVPixelBufferGetHeight(buffer), CVPixelBufferGetWidth(buffer)], is: [height, width])
      let bytesPerRow = CVPixelBufferGetBytesPerRow(buffer)
      return try withAddress(of: buffer, .readOnly) {
        channels == 1
          ? Rgb8(luma: $0, width: width, height: height, bytesPerRow: bytesPerRow)
          : Rgb8(bgra: $0, width: width, height: height, bytesPerRow: bytesPerRow)
      }
    }
    guard let array = value?.multiArrayValue else { throw StepError(.failed, "the model has no output \(name)") }
    try require(array.shape.map(\.intValue), is: shape(rank: array.shape.count))
    let layout = ArrayLayout(
      element: try element(of: array), strides: array.strides.map(\.intValue), channels: channels,
      channelsLast: layout.isChannelsLast)
    return array.withUnsafeBytes {
      Rgb8(array: $0.baseAddress!, width: width, height: height, layout, low: low, high: high)
    }
  }

  private var pixelFormat: OSType { channels == 1 ? kCVPixelFormatType_OneComponent8 : kCVPixelFormatType_32BGRA }

  private var isAnotherImage: StepError {
    StepError(.unsupported, "\(name) is no 8-bit \(channels == 1 ? "grey" : "colour") image")
  }

  private func require(_ found: [Int], is asked: [Int]) throws {
    if found != asked { throw StepError(.failed, "\(name) has shape \(found), not \(asked)") }
  }

  /// A batch of one image; without the batch where the model has three axes.
  private func shape(rank: Int) -> [Int] {
    let picture = layout.isChannelsLast ? [height, width, channels] : [channels, height, width]
    return rank == 3 ? picture : [1] + picture
  }

  private func element(of array: MLMultiArray) throws -> ArrayLayout.Element {
    switch array.dataType {
    case .float16: return .float16
    case .float32: return .float32
    case .double: return .float64
    default: throw StepError(.unsupported, "\(name) has elements that are not floating-point numbers")
    }
  }

  /// A buffer backed by an IOSurface, which the GPU and the Neural Engine read without a copy.
  private func makePixelBuffer() throws -> CVPixelBuffer {
    let surface = [kCVPixelBufferIOSurfacePropertiesKey: [String: Any]()] as [CFString: Any] as CFDictionary
    var buffer: CVPixelBuffer?
    let status = CVPixelBufferCreate(nil, width, height, pixelFormat, surface, &buffer)
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
