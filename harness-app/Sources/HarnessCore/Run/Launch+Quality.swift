import Foundation

/// Half of the limit of a pull, so that a folder with events and one part still fits.
private let partBytes = 2_000_000

extension Launch {
  struct Written: Encodable {
    let image, sha256: String
    let width, height: Int
    let parts: [FilePart]
    let latencyNs, tiles: Int
    let outputBacked: Bool?
  }

  /// Enlarges a whole image and writes it as raw RGB8, in parts the host can pull. The latency is that of its predictions.
  func enlarge(_ on: Step.OnImage, with predictor: some Predictor) throws -> any Encodable {
    let tiling = try tiling(on)
    let enlarged = try predictor.enlarge(tiling, progress: progress)
    let (whole, data) = (enlarged.image, Data(enlarged.image.data))
    return Written(
      image: on.image, sha256: data.sha256, width: whole.width, height: whole.height,
      parts: try write(data, named: on.image), latencyNs: enlarged.predictionNs, tiles: tiling.tiles.count,
      outputBacked: enlarged.isBacked)
  }

  private func write(_ data: Data, named name: String) throws -> [FilePart] {
    try stride(from: 0, to: data.count, by: partBytes).enumerated().map { index, start in
      let piece = data[start..<min(start + partBytes, data.count)]
      let path = "\(Place.out(job.launch))/\(name).\(index).rgb"
      try piece.write(to: container.place(path))
      return FilePart(path: path, bytes: piece.count)
    }
  }
}
