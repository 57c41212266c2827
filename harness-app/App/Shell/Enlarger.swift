import Foundation
import UIKit

/// A photo before and after.
struct Enlargement: Sendable {
  let before, after: UIImage
  let milliseconds: Double
}

/// The models to choose from: those that the host pushed, and those that a person put into Documents with Files.
func heldModels() -> [URL] {
  let found = FileManager.default.enumerator(at: URL.documentsDirectory, includingPropertiesForKeys: nil)
  var models: [URL] = []
  while let url = found?.nextObject() as? URL {
    guard ["mlpackage", "mlmodel"].contains(url.pathExtension) else { continue }
    // What lies inside a package is not another model.
    found?.skipDescendants()
    models.append(url)
  }
  return models.sorted { $0.lastPathComponent < $1.lastPathComponent }
}

/// Enlarges a photo with a model, off the main thread.
func enlarge(photo data: Data, with model: URL) async throws -> Enlargement {
  try await withCheckedThrowingContinuation { continuation in
    onOwnThread { continuation.resume(with: Result { try enlargeNow(photo: data, with: model) }) }
  }
}

private func enlargeNow(photo data: Data, with model: URL) throws -> Enlargement {
  guard let photo = Rgb8(photo: data) else { throw StepError(.failed, "the photo cannot be read") }
  let engine = CoreMLEngine(system: .iPhone)
  let compiled = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).mlmodelc")
  try engine.compile(model, to: compiled)
  defer { try? FileManager.default.removeItem(at: compiled) }
  guard let arm = try engine.arm(for: compiled, on: .all) else {
    throw StepError(.unsupported, "\(model.lastPathComponent) does not enlarge pictures of a fixed size")
  }
  let enlarged = try engine.load(compiled, for: arm).enlarge(photo, for: arm)
  return Enlargement(
    before: photo.uiImage, after: enlarged.image.uiImage, milliseconds: Double(enlarged.predictionNs) / 1e6)
}
