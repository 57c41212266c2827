import CoreVideo
import Foundation

/// Row-major float32 numbers, as the lowered program takes and gives them.
struct Tensor {
  let name: String
  let shape: [Int]
  var data: [Float]
}

extension Tensor {
  /// An image becomes planes of 0-255 in the colour order the model declares, or one plane of grey.
  init(_ value: MLFeatureValue, describedBy description: MLFeatureDescription) throws {
    name = description.name
    if let image = value.imageBufferValue, let constraint = description.imageConstraint {
      guard CVPixelBufferGetPixelFormatType(image) == constraint.pixelFormatType else {
        throw CoreMLError("the image \(name) has another pixel format than the model declares")
      }
      let (width, height) = (CVPixelBufferGetWidth(image), CVPixelBufferGetHeight(image))
      let planes = description.planes
      shape = [1, planes.count, height, width]
      data = [Float](repeating: 0, count: planes.count * height * width)
      try withRows(of: image) { row, pixels in
        for column in 0..<width {
          for (channel, plane) in planes.enumerated() {
            data[(plane * height + row) * width + column] = Float(pixels[column * description.bytesPerPixel + channel])
          }
        }
      }
    } else if let array = value.multiArrayValue, description.multiArrayConstraint != nil {
      shape = array.shape.map(\.intValue)
      var dense = [Float](repeating: 0, count: shape.reduce(1, *))
      array.eachPlace { padded, index in dense[index] = array.memory[padded] }
      data = dense
    } else {
      throw CoreMLError("the value of \(description.name) is not what the model declares")
    }
  }

  /// The tensor as the feature the model declares, in the caller's memory when that was given and fits.
  func value(describedBy description: MLFeatureDescription, backing: Any?) throws -> MLFeatureValue {
    if description.imageConstraint != nil {
      let image = try pixelBuffer(backing as? CVPixelBuffer, for: description)
      try fill(image, for: description)
      return MLFeatureValue(pixelBuffer: image)
    }
    let array = try (backing as? MLMultiArray) ?? MLMultiArray(shape: shape.map { NSNumber(value: $0) }, dataType: .float32)
    guard array.shape.map(\.intValue) == shape else { throw CoreMLError("the backing of \(name) has another shape") }
    array.eachPlace { padded, index in array.memory[padded] = data[index] }
    return MLFeatureValue(multiArray: array)
  }

  private func pixelBuffer(_ backing: CVPixelBuffer?, for description: MLFeatureDescription) throws -> CVPixelBuffer {
    guard shape.count == 4, shape[1] == description.planes.count, let format = description.imageConstraint?.pixelFormatType
    else { throw CoreMLError("\(name) has shape \(shape), which is no image") }
    var made = backing
    if made == nil { CVPixelBufferCreate(nil, shape[3], shape[2], format, nil, &made) }
    guard let image = made, CVPixelBufferGetWidth(image) == shape[3], CVPixelBufferGetHeight(image) == shape[2],
      CVPixelBufferGetPixelFormatType(image) == format
    else { throw CoreMLError("the backing of \(name) has another size or format") }
    return image
  }

  /// Values are kept within 0-255 and rounded half to even.
  private func fill(_ image: CVPixelBuffer, for description: MLFeatureDescription) throws {
    let (height, width, planes) = (shape[2], shape[3], description.planes)
    let bytesPerPixel = description.bytesPerPixel
    try withRows(of: image) { row, pixels in
      for column in 0..<width {
        let pixel = pixels + column * bytesPerPixel
        for (channel, plane) in planes.enumerated() {
          let value = data[(plane * height + row) * width + column]
          pixel[channel] = UInt8(min(255, max(0, value.isNaN ? 0 : value)).rounded(.toNearestOrEven))
        }
        if planes.count == 3 { pixel[3] = 255 }
      }
    }
  }
}

extension MLFeatureDescription {
  private var isGrey: Bool { imageConstraint?.pixelFormatType != kCVPixelFormatType_32BGRA }

  /// The plane of each byte of a pixel: BGRA or grey.
  fileprivate var planes: [Int] { isGrey ? [0] : isBgr ? [0, 1, 2] : [2, 1, 0] }
  fileprivate var bytesPerPixel: Int { isGrey ? 1 : 4 }
}

private func withRows(of image: CVPixelBuffer, _ body: (Int, UnsafeMutablePointer<UInt8>) -> Void) throws {
  CVPixelBufferLockBaseAddress(image, [])
  defer { CVPixelBufferUnlockBaseAddress(image, []) }
  guard let address = CVPixelBufferGetBaseAddress(image) else { throw CoreMLError("an image has no memory") }
  for row in 0..<CVPixelBufferGetHeight(image) {
    body(row, address.advanced(by: row * CVPixelBufferGetBytesPerRow(image)).assumingMemoryBound(to: UInt8.self))
  }
}
