/// How the elements of a multi-array lie in memory, in elements, not bytes.
struct ArrayLayout: Sendable {
  enum Element: Sendable { case float16, float32, float64 }
  let element: Element
  let channels: Int
  let channelStride, rowStride, columnStride: Int

  /// `strides` belongs to the last three axes of NCHW and CHW, or of NHWC and HWC when `channelsLast`.
  init(element: Element, strides: [Int], channels: Int = 3, channelsLast: Bool) {
    let last = Array(strides.suffix(3))
    (self.element, self.channels) = (element, channels)
    (channelStride, rowStride, columnStride) = channelsLast ? (last[2], last[0], last[1]) : (last[0], last[1], last[2])
  }
}

extension Rgb8 {
  /// Writes the image as numbers over `low...high`: its colours, or its luma, not rounded, into one channel.
  func write(to target: UnsafeMutableRawPointer, _ layout: ArrayLayout, low: Double, high: Double) {
    switch layout.element {
    case .float16: write(target.assumingMemoryBound(to: Float16.self), layout, low, high)
    case .float32: write(target.assumingMemoryBound(to: Float.self), layout, low, high)
    case .float64: write(target.assumingMemoryBound(to: Double.self), layout, low, high)
    }
  }

  /// Reads numbers over `low...high`: scaled to 0-255, clamped, rounded half to even. One channel becomes grey.
  init(array source: UnsafeRawPointer, width: Int, height: Int, _ layout: ArrayLayout, low: Double, high: Double) {
    self.init(width: width, height: height)
    switch layout.element {
    case .float16: read(source.assumingMemoryBound(to: Float16.self), layout, low, high)
    case .float32: read(source.assumingMemoryBound(to: Float.self), layout, low, high)
    case .float64: read(source.assumingMemoryBound(to: Double.self), layout, low, high)
    }
  }

  private func write<Number: BinaryFloatingPoint>(
    _ target: UnsafeMutablePointer<Number>, _ layout: ArrayLayout, _ low: Double, _ high: Double
  ) {
    if layout.channels == 1 {
      eachPlace(layout, width, height) { offset, pixel in
        target[offset] = Number(low + luma(at: pixel) * ((high - low) / 255))
      }
      return
    }
    let numbers = (0...255).map { Number(low + Double($0) * ((high - low) / 255)) }
    eachElement(layout, width, height) { offset, index in target[offset] = numbers[Int(data[index])] }
  }

  private mutating func read<Number: BinaryFloatingPoint>(
    _ source: UnsafePointer<Number>, _ layout: ArrayLayout, _ low: Double, _ high: Double
  ) {
    let scale = (high - low) / 255
    let (width, height) = (width, height)
    if layout.channels == 1 {
      eachPlace(layout, width, height) { offset, pixel in
        setGrey(byte((Double(source[offset]) - low) / scale), at: pixel)
      }
      return
    }
    data.withUnsafeMutableBufferPointer { target in
      eachElement(layout, width, height) { offset, index in target[index] = byte((Double(source[offset]) - low) / scale) }
    }
  }
}

/// Calls `body` with the place of every number of a colour image and of its byte.
@inline(__always)
private func eachElement(_ layout: ArrayLayout, _ width: Int, _ height: Int, _ body: (_ offset: Int, _ index: Int) -> Void) {
  eachPlace(layout, width, height) { offset, pixel in
    for channel in 0..<3 { body(offset + channel * layout.channelStride, pixel * 3 + channel) }
  }
}

/// Calls `body` with the place of the first number of every pixel.
@inline(__always)
private func eachPlace(_ layout: ArrayLayout, _ width: Int, _ height: Int, _ body: (_ offset: Int, _ pixel: Int) -> Void) {
  for row in 0..<height {
    for column in 0..<width { body(row * layout.rowStride + column * layout.columnStride, row * width + column) }
  }
}

/// Rounds half to even and keeps within 0...255; NaN becomes 0.
@inline(__always)
func byte(_ value: Double) -> UInt8 {
  value.isNaN ? 0 : UInt8(min(255, max(0, value)).rounded(.toNearestOrEven))
}
