import CoreML
import Foundation

extension CoreMLEngine {
  /// A compiled model that enlarges images; nil when it is not one of a fixed size. The arm is for use by hand: its
  /// model has no path and no digest.
  func arm(for compiled: URL, on units: Arm.ComputeUnits) throws -> Arm? {
    let description = try MLModel(contentsOf: compiled, configuration: MLModelConfiguration()).modelDescription
    guard description.inputDescriptionsByName.count == 1, description.outputDescriptionsByName.count == 1,
      let input = description.inputDescriptionsByName.values.first.flatMap(picture),
      let output = description.outputDescriptionsByName.values.first.flatMap(picture)
    else { return nil }
    return Arm(model: compiled.lastPathComponent, sha256: "", computeUnits: units, input: input, output: output)
  }
}

/// A feature as a colour image; nil when it is not one.
private func picture(_ description: MLFeatureDescription) -> Feature? {
  func picture(_ kind: Feature.Kind, _ layout: Feature.Layout, _ width: Int, _ height: Int, _ high: Double) -> Feature {
    Feature(name: description.name, kind: kind, layout: layout, width: width, height: height, range: [0, high])
  }
  if let image = description.imageConstraint { return picture(.image, .RGB, image.pixelsWide, image.pixelsHigh, 255) }
  let shape = description.multiArrayConstraint?.shape.map(\.intValue) ?? []
  guard shape.count == 4 else { return nil }
  if shape[1] == 3 { return picture(.array, .NCHW, shape[3], shape[2], 1) }
  return shape[3] == 3 ? picture(.array, .NHWC, shape[2], shape[1], 1) : nil
}
