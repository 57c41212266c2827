extension Predictor {
  /// Enlarges a whole image, and how long its predictions took, nanoseconds.
  public func enlarge(_ image: Rgb8, for arm: Arm) throws -> (image: Rgb8, predictionNs: Int) {
    try enlarge(Tiling(image, Tile.cover(image, input: arm.input), for: arm)) { _ in }
  }

  func enlarge(_ tiling: Tiling, progress: (Double) throws -> Void) throws -> (image: Rgb8, predictionNs: Int) {
    let input = try makeInput()
    var whole = tiling.emptyOutput()
    var predictionNs = 0
    for (index, tile) in tiling.tiles.enumerated() {
      try autoreleasepool {
        try fill(input, with: tiling.window(tile))
        let startedNs = nowNs()
        let output = try predict(input)
        predictionNs += nowNs() - startedNs
        tiling.place(try read(output), of: tile, into: &whole)
      }
      try progress(Double(index + 1) / Double(tiling.tiles.count))
    }
    return (whole, predictionNs)
  }
}
