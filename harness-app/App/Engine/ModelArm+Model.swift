import CoreML
import CoreVideo
import Foundation

extension CoreMLEngine {
  /// A compiled model that enlarges images; nil when it is not one of a fixed size. The arm is for use by hand: its
  /// model has no path and no digest.
  func arm(for compiled: URL, on units: ModelArm.ComputeUnits) throws -> ModelArm? {
    let description = try MLModel(contentsOf: compiled, configuration: MLModelConfiguration()).modelDescription
    guard description.inputDescriptionsByName.count == 1, description.outputDescriptionsByName.count == 1,
      let input = description.inputDescriptionsByName.values.first.flatMap(picture),
      let output = description.outputDescriptionsByName.values.first.flatMap(picture)
    else { return nil }
    return ModelArm(
      model: compiled.lastPathComponent, sha256: "", computeUnits: units, input: input,
      output: output.lying(over: input))
  }
}

/// A feature as an image, in colour or of luma alone; nil when it is not one.
private func picture(_ description: MLFeatureDescription) -> Feature? {
  func picture(
    _ kind: Feature.Kind, _ layout: Feature.Layout, _ channels: Int, _ width: Int, _ height: Int, _ high: Double
  ) -> Feature {
    Feature(
      name: description.name, kind: kind, layout: layout, channels: channels, width: width, height: height,
      range: [0, high])
  }
  if let image = description.imageConstraint {
    let isGrey = image.pixelFormatType == kCVPixelFormatType_OneComponent8
    return picture(.image, isGrey ? .GRAY : .RGB, isGrey ? 1 : 3, image.pixelsWide, image.pixelsHigh, 255)
  }
  let shape = description.multiArrayConstraint?.shape.map(\.intValue) ?? []
  guard shape.count == 3 || shape.count == 4 && shape[0] == 1 else { return nil }
  let sides = Array(shape.suffix(3))
  let (first, last): (Feature.Layout, Feature.Layout) = shape.count == 4 ? (.NCHW, .NHWC) : (.CHW, .HWC)
  for channels in [3, 1] {
    if sides[0] == channels { return picture(.array, first, channels, sides[2], sides[1], 1) }
    if sides[2] == channels { return picture(.array, last, channels, sides[1], sides[0], 1) }
  }
  return nil
}

extension Feature {
  /// An output with what its model loses on each side, if that is the smallest scale at which its size fits the input's.
  fileprivate func lying(over input: Feature) -> Feature {
    var output = self
    let scale = max(1, (width + input.width - 1) / input.width)
    output.inset = max(0, (input.width - width / scale) / 2)
    return output
  }
}
