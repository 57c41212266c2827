extension Tile {
  /// Covers an image with input-sized windows exactly as the host does (src/image/tiles.ts). Inner edges are trimmed by
  /// `margin`; the image's own edges are kept. Nil when the margins leave nothing of a tile.
  static func cover(_ image: Rgb8, input: Feature, margin: Int? = nil) -> [Tile]? {
    let margin = margin ?? fittingMargin(input)
    guard let rows = spans(image.height, window: input.height, margin: margin),
      let columns = spans(image.width, window: input.width, margin: margin)
    else { return nil }
    return rows.flatMap { row in
      columns.map { column in
        let keep = Rectangle(x: column.keep, y: row.keep, width: column.length, height: row.length)
        return Tile(x: column.window, y: row.window, keep: keep)
      }
    }
  }

  private static let defaultMargin = 16

  /// The margin where nobody states one: the default, or less where that would leave little of a small input.
  private static func fittingMargin(_ input: Feature) -> Int { min(defaultMargin, min(input.width, input.height) / 4) }

  /// A window along one axis: where it begins and which part of the image is taken from it.
  private typealias Span = (window: Int, keep: Int, length: Int)

  private static func spans(_ length: Int, window: Int, margin: Int) -> [Span]? {
    if length <= window { return [(0, 0, length)] }
    let step = window - 2 * margin
    if step <= 0 { return nil }
    let last = length - window
    var kept = 0
    return (Array(stride(from: 0, to: last, by: step)) + [last]).map { start in
      let end = start == last ? length : start + window - margin
      defer { kept = end }
      return (start, kept, end - kept)
    }
  }
}
