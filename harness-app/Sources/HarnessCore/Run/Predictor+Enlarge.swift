/// A whole image enlarged, how long its predictions took, and whether every output lay in the memory it was given.
struct Enlarged {
  let image: Rgb8
  let predictionNs: Int
  let isBacked: Bool?
}

extension Predictor {
  func enlarge(_ image: Rgb8, for arm: Arm) throws -> Enlarged {
    try enlarge(Tiling(image, Tile.cover(image, input: arm.input), for: arm)) { _ in }
  }

  func enlarge(_ tiling: Tiling, progress: (Double) throws -> Void) throws -> Enlarged {
    let input = try makeInput()
    var whole = tiling.emptyOutput()
    var (predictionNs, isBacked) = (0, Bool?.none)
    for (index, tile) in tiling.tiles.enumerated() {
      try autoreleasepool {
        try fill(input, with: tiling.window(tile))
        let startedNs = nowNs()
        let output = try predict(input)
        predictionNs += nowNs() - startedNs
        if let backed = self.isBacked(output) { isBacked = backed && isBacked != false }
        tiling.place(try read(output), of: tile, into: &whole)
      }
      try progress(Double(index + 1) / Double(tiling.tiles.count))
    }
    return Enlarged(image: whole, predictionNs: predictionNs, isBacked: isBacked)
  }
}
