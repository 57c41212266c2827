/// The memory of a 4:2:0 frame of 8 bits in video range, as kCVPixelFormatType_420YpCbCr8BiPlanarVideoRange has it: luma for
/// each pixel, and for each square of four one blue and one red difference, side by side.
struct VideoPlanes {
  let luma, chroma: UnsafeMutableRawPointer
  let lumaBytesPerRow, chromaBytesPerRow: Int
}

/*
 * ITU-R BT.601 in video range, whose luma is the Y that PSNR-Y is measured on. What is lost of a picture on the way there and
 * back is rounding, and the colour that differs within a square of four pixels: those share the mean of theirs.
 */
extension Rgb8 {
  /// Writes the image, whose sides are even.
  func writeVideo(to planes: VideoPlanes) {
    precondition(width % 2 == 0 && height % 2 == 0)
    data.withUnsafeBufferPointer { source in
      for top in stride(from: 0, to: height, by: 2) {
        let chroma = planes.chroma.advanced(by: top / 2 * planes.chromaBytesPerRow).assumingMemoryBound(to: UInt8.self)
        for left in stride(from: 0, to: width, by: 2) {
          var (blue, red) = (0.0, 0.0)
          for (row, column) in [(top, left), (top, left + 1), (top + 1, left), (top + 1, left + 1)] {
            let at = (row * width + column) * 3
            let colour = VideoColour(r: Double(source[at]), g: Double(source[at + 1]), b: Double(source[at + 2]))
            let luma = planes.luma.advanced(by: row * planes.lumaBytesPerRow).assumingMemoryBound(to: UInt8.self)
            luma[column] = byte(colour.luma)
            (blue, red) = (blue + colour.blue / 4, red + colour.red / 4)
          }
          (chroma[left], chroma[left + 1]) = (byte(blue), byte(red))
        }
      }
    }
  }

  /// Reads a frame of even sides. Colour differences lie in the middle of their square; between two of them they change evenly.
  init(video planes: VideoPlanes, width: Int, height: Int) {
    precondition(width % 2 == 0 && height % 2 == 0)
    self.init(width: width, height: height)
    let (rows, columns) = (height / 2, width / 2)
    data.withUnsafeMutableBufferPointer { target in
      for row in 0..<height {
        let luma = planes.luma.advanced(by: row * planes.lumaBytesPerRow).assumingMemoryBound(to: UInt8.self)
        let (near, far) = neighbours(of: row, in: rows)
        let nearRow = planes.chroma.advanced(by: near * planes.chromaBytesPerRow).assumingMemoryBound(to: UInt8.self)
        let farRow = planes.chroma.advanced(by: far * planes.chromaBytesPerRow).assumingMemoryBound(to: UInt8.self)
        for column in 0..<width {
          let (here, there) = neighbours(of: column, in: columns)
          func between(_ offset: Int) -> Double {
            let atNear = 0.75 * Double(nearRow[here * 2 + offset]) + 0.25 * Double(nearRow[there * 2 + offset])
            let atFar = 0.75 * Double(farRow[here * 2 + offset]) + 0.25 * Double(farRow[there * 2 + offset])
            return 0.75 * atNear + 0.25 * atFar
          }
          let (r, g, b) = VideoColour(luma: Double(luma[column]), blue: between(0), red: between(1)).rgb
          let at = (row * width + column) * 3
          (target[at], target[at + 1], target[at + 2]) = (byte(r), byte(g), byte(b))
        }
      }
    }
  }
}

/// The square that a pixel lies in, and the next one on its other side; at the edge the same one.
private func neighbours(of index: Int, in count: Int) -> (near: Int, far: Int) {
  let near = index / 2
  return (near, min(count - 1, max(0, near + (index % 2 == 0 ? -1 : 1))))
}

/// A colour in video range: luma 16-235, differences 16-240 around 128.
private struct VideoColour {
  let luma, blue, red: Double

  init(luma: Double, blue: Double, red: Double) { (self.luma, self.blue, self.red) = (luma, blue, red) }

  init(r: Double, g: Double, b: Double) {
    let y = 0.299 * r + 0.587 * g + 0.114 * b
    luma = 16 + 219 / 255 * y
    blue = 128 + 224 / 255 * (b - y) / 1.772
    red = 128 + 224 / 255 * (r - y) / 1.402
  }

  var rgb: (Double, Double, Double) {
    let y = 255 / 219 * (luma - 16)
    let b = y + 1.772 * 255 / 224 * (blue - 128)
    let r = y + 1.402 * 255 / 224 * (red - 128)
    return (r, (y - 0.299 * r - 0.114 * b) / 0.587, b)
  }
}
