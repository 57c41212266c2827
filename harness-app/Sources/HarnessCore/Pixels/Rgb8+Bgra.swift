extension Rgb8 {
  /// Writes the image as 8-bit B, G, R, A rows that lie `bytesPerRow` apart; alpha is full.
  func writeBgra(to target: UnsafeMutableRawPointer, bytesPerRow: Int) {
    data.withUnsafeBufferPointer { source in
      eachPixel(width, height, bytesPerRow) { offset, index in
        let bgra = target.advanced(by: offset).assumingMemoryBound(to: UInt8.self)
        (bgra[0], bgra[1], bgra[2], bgra[3]) = (source[index + 2], source[index + 1], source[index], 255)
      }
    }
  }

  init(bgra source: UnsafeRawPointer, width: Int, height: Int, bytesPerRow: Int) {
    self.init(width: width, height: height)
    data.withUnsafeMutableBufferPointer { target in
      eachPixel(width, height, bytesPerRow) { offset, index in
        let bgra = source.advanced(by: offset).assumingMemoryBound(to: UInt8.self)
        (target[index], target[index + 1], target[index + 2]) = (bgra[2], bgra[1], bgra[0])
      }
    }
  }
}

/// Calls `body` with the place of every BGRA pixel and of its RGB bytes.
@inline(__always)
private func eachPixel(_ width: Int, _ height: Int, _ bytesPerRow: Int, _ body: (_ offset: Int, _ index: Int) -> Void) {
  for row in 0..<height {
    for column in 0..<width { body(row * bytesPerRow + column * 4, (row * width + column) * 3) }
  }
}
