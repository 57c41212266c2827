import Foundation

/// Half of what a pull may bring, so that a folder with events and one part still fits.
private let partBytes = 2_000_000

extension Launch {
  struct Enlarged: Encodable {
    struct Part: Encodable {
      let path: String
      let bytes: Int
    }
    let image: String
    let width: Int
    let height: Int
    let sha256: String
    let parts: [Part]
    let latencyNs: Int
    let tiles: Int
  }

  /// Enlarges a whole image and writes it as raw RGB8, in parts the host can pull. The latency is that of its predictions.
  func enlarge<Model: Predictor>(_ on: Step.On, with predictor: Model) throws -> any Encodable {
    let tiling = try tiling(on)
    let input = try predictor.makeInput()
    var whole = tiling.emptyOutput()
    var latencyNs = 0
    for (index, tile) in tiling.tiles.enumerated() {
      try autoreleasepool {
        try predictor.fill(input, with: tiling.window(tile))
        let startedNs = nowNs()
        let output = try predictor.predict(input)
        latencyNs += nowNs() - startedNs
        tiling.place(try predictor.read(output), of: tile, into: &whole)
      }
      try progress(Double(index + 1) / Double(tiling.tiles.count))
    }
    let data = Data(whole.data)
    let parts = try write(data, named: on.image)
    return Enlarged(
      image: on.image, width: whole.width, height: whole.height, sha256: Sha256.hex(data), parts: parts,
      latencyNs: latencyNs, tiles: tiling.tiles.count)
  }

  private func write(_ data: Data, named name: String) throws -> [Enlarged.Part] {
    try stride(from: 0, to: data.count, by: partBytes).enumerated().map { index, start in
      let piece = data[start..<min(start + partBytes, data.count)]
      let path = "\(Place.out(job.launch))/\(name).\(index).rgb"
      try piece.write(to: container.place(path))
      return Enlarged.Part(path: path, bytes: piece.count)
    }
  }
}
