/// An RGB image, 8 bits a channel, row-major: width * height * 3 bytes.
struct Rgb8: Sendable, Equatable {
  let width, height: Int
  var data: [UInt8]

  init(width: Int, height: Int, data: [UInt8]) {
    precondition(data.count == width * height * 3)
    (self.width, self.height, self.data) = (width, height, data)
  }

  init(width: Int, height: Int) {
    self.init(width: width, height: height, data: [UInt8](repeating: 0, count: width * height * 3))
  }
}

extension Rgb8 {
  /// The window of this size at (x, y). Beyond the image it shows the mirror image, in which edge pixels are repeated.
  func window(x: Int, y: Int, width: Int, height: Int) -> Rgb8 {
    var window = Rgb8(width: width, height: height)
    let columns = (0..<width).map { mirrored(x + $0, self.width) * 3 }
    data.withUnsafeBufferPointer { source in
      window.data.withUnsafeMutableBufferPointer { target in
        var to = 0
        for row in 0..<height {
          let from = mirrored(y + row, self.height) * self.width * 3
          for column in columns {
            for channel in 0..<3 { target[to + channel] = source[from + column + channel] }
            to += 3
          }
        }
      }
    }
    return window
  }

  /// Copies a rectangle of `source` so that its top left corner comes to (x, y).
  mutating func copy(_ rectangle: Tile.Rectangle, of source: Rgb8, toX x: Int, y: Int) {
    for row in 0..<rectangle.height {
      let from = ((rectangle.y + row) * source.width + rectangle.x) * 3
      let to = ((y + row) * width + x) * 3
      data.replaceSubrange(to..<to + rectangle.width * 3, with: source.data[from..<from + rectangle.width * 3])
    }
  }
}

/// The index into a row of `length` that its mirror image continues on both sides.
func mirrored(_ index: Int, _ length: Int) -> Int {
  let period = 2 * length
  let folded = (index % period + period) % period
  return folded < length ? folded : period - 1 - folded
}
