extension Rgb8 {
  /// Writes the image as 8-bit B, G, R, A rows that lie `bytesPerRow` apart; alpha is full.
  func writeBgra(to target: UnsafeMutableRawPointer, bytesPerRow: Int) {
    data.withUnsafeBufferPointer { source in
      var from = 0
      for row in 0..<height {
        var to = target.advanced(by: row * bytesPerRow).assumingMemoryBound(to: UInt8.self)
        for _ in 0..<width {
          to[0] = source[from + 2]
          to[1] = source[from + 1]
          to[2] = source[from]
          to[3] = 255
          from += 3
          to += 4
        }
      }
    }
  }

  init(bgra source: UnsafeRawPointer, width: Int, height: Int, bytesPerRow: Int) {
    self.init(width: width, height: height)
    data.withUnsafeMutableBufferPointer { target in
      var to = 0
      for row in 0..<height {
        var from = source.advanced(by: row * bytesPerRow).assumingMemoryBound(to: UInt8.self)
        for _ in 0..<width {
          target[to] = from[2]
          target[to + 1] = from[1]
          target[to + 2] = from[0]
          to += 3
          from += 4
        }
      }
    }
  }
}
