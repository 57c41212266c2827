extension Tile {
  /// Covers an image with input-sized windows as the host does (src/image/tiles.ts): inner edges are trimmed by `margin`.
  static func cover(_ image: Rgb8, input: Feature, margin: Int = 16) -> [Tile] {
    let rows = spans(image.height, window: input.height, margin: margin)
    let columns = spans(image.width, window: input.width, margin: margin)
    return rows.flatMap { row in
      columns.map { column in
        let keep = Rectangle(x: column.keep, y: row.keep, width: column.length, height: row.length)
        return Tile(x: column.window, y: row.window, keep: keep)
      }
    }
  }

  private typealias Span = (window: Int, keep: Int, length: Int)

  /// The windows along one axis. A margin that would leave nothing of a window is narrowed.
  private static func spans(_ length: Int, window: Int, margin: Int) -> [Span] {
    if length <= window { return [(0, 0, length)] }
    let margin = min(margin, (window - 1) / 2)
    var starts = Array(stride(from: 0, to: length - window, by: window - 2 * margin))
    starts.append(length - window)
    var kept = 0
    return starts.map { start in
      let end = start == starts.last ? length : start + window - margin
      defer { kept = end }
      return (start, kept, end - kept)
    }
  }
}
