extension Rgb8 {
  /// Writes the image's luma as bytes, in rows that lie `bytesPerRow` apart.
  func writeLuma(to target: UnsafeMutableRawPointer, bytesPerRow: Int) {
    for row in 0..<height {
      let bytes = target.advanced(by: row * bytesPerRow).assumingMemoryBound(to: UInt8.self)
      for column in 0..<width { bytes[column] = byte(luma(at: row * width + column)) }
    }
  }

  /// Reads luma; every pixel becomes grey.
  init(luma source: UnsafeRawPointer, width: Int, height: Int, bytesPerRow: Int) {
    self.init(width: width, height: height)
    for row in 0..<height {
      let bytes = source.advanced(by: row * bytesPerRow).assumingMemoryBound(to: UInt8.self)
      for column in 0..<width { setGrey(bytes[column], at: row * width + column) }
    }
  }

  /// A pixel's luma as JFIF has it, not rounded: ITU-R BT.601 at full range, 0-255.
  @inline(__always)
  func luma(at pixel: Int) -> Double {
    0.299 * Double(data[pixel * 3]) + 0.587 * Double(data[pixel * 3 + 1]) + 0.114 * Double(data[pixel * 3 + 2])
  }

  @inline(__always)
  mutating func setGrey(_ level: UInt8, at pixel: Int) {
    for channel in 0..<3 { data[pixel * 3 + channel] = level }
  }
}
