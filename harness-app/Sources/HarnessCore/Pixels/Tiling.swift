/// An image cut into the windows a model sees, and how their outputs make the enlarged image.
struct Tiling {
  let image: Rgb8
  let tiles: [Tile]
  let input: Feature
  let inset, scale: Int

  /// Throws when a tile keeps what the model's output for its window does not show, or the model does not enlarge by a
  /// whole number.
  init(_ image: Rgb8, _ tiles: [Tile], for arm: Arm) throws {
    let (input, output, inset) = (arm.input, arm.output, arm.inset)
    let (width, height) = (input.width - 2 * inset, input.height - 2 * inset)
    scale = width < 1 ? 0 : output.width / width
    guard scale >= 1, output.width == width * scale, output.height == height * scale else {
      let sizes = "\(input.width)x\(input.height) to \(output.width)x\(output.height)"
      throw StepError(.failed, "\(sizes), less \(inset) pixels on each side, is not a whole scale")
    }
    for (index, tile) in tiles.enumerated() {
      let keep = tile.keep
      let isShown =
        keep.x >= tile.x + inset && keep.x + keep.width <= min(tile.x + inset + width, image.width)
        && keep.y >= tile.y + inset && keep.y + keep.height <= min(tile.y + inset + height, image.height)
      guard isShown else { throw StepError(.failed, "tile \(index) keeps pixels its window does not show") }
    }
    (self.image, self.tiles, self.input, self.inset) = (image, tiles, input, inset)
  }

  /// The model's input for a tile.
  func window(_ tile: Tile) -> Rgb8 {
    image.window(x: tile.x, y: tile.y, width: input.width, height: input.height)
  }

  func emptyOutput() -> Rgb8 { Rgb8(width: image.width * scale, height: image.height * scale) }

  /// Puts the kept part of a tile's output into the enlarged image.
  func place(_ output: Rgb8, of tile: Tile, into whole: inout Rgb8) {
    let keep = tile.keep
    let kept = Tile.Rectangle(
      x: (keep.x - tile.x - inset) * scale, y: (keep.y - tile.y - inset) * scale,
      width: keep.width * scale, height: keep.height * scale)
    whole.copy(kept, of: output, toX: keep.x * scale, y: keep.y * scale)
  }
}
