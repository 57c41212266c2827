extension Tile {
  /// Covers an image with input-sized windows exactly as the host does (src/image/tiles.ts). Inner edges are trimmed by
  /// `margin`; the image's own edges are kept, and windows begin and end `inset` pixels outside the image. Nil when
  /// nothing of a tile is left.
  static func cover(_ image: Rgb8, input: Feature, margin: Int? = nil, inset: Int = 0) -> [Tile]? {
    let trim = max(margin ?? fittingMargin(input), inset)
    guard let rows = spans(image.height, window: input.height, trim: trim, inset: inset),
      let columns = spans(image.width, window: input.width, trim: trim, inset: inset)
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

  private static func spans(_ length: Int, window: Int, trim: Int, inset: Int) -> [Span]? {
    let (first, last) = (-inset, length - window + inset)
    if last <= first, window > 2 * inset { return [(first, 0, length)] }
    let step = window - 2 * trim
    if step <= 0 { return nil }
    var kept = 0
    return (Array(stride(from: first, to: last, by: step)) + [last]).map { start in
      let end = start == last ? length : start + window - trim
      defer { kept = end }
      return (start, kept, end - kept)
    }
  }
}
