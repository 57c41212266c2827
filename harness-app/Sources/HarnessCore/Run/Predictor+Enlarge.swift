/// An enlarged image, how long its predictions took, and whether every output lay in the memory that the app supplied.
struct Enlarged {
  let image: Rgb8
  let predictionNs: Int
  let isBacked: Bool?
}

extension Predictor {
  /// Enlarges an image of any size, cut as the host would cut it.
  func enlarge(_ image: Rgb8, for arm: ModelArm) throws -> Enlarged {
    guard let tiles = Tile.cover(image, input: arm.input, inset: arm.inset) else {
      throw StepError(.failed, "an input of \(arm.input.width)x\(arm.input.height) leaves nothing of a tile")
    }
    return try enlarge(Tiling(image, tiles, for: .model(arm))) { _ in }
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
