import Foundation
import Testing

@testable import HarnessCore

@Suite struct PixelTests {
  @Test func bgraRowsKeepTheirPadding() {
    let image = pattern(3, 2)
    var bytes = [UInt8](repeating: 7, count: 2 * 20)
    bytes.withUnsafeMutableBytes { image.writeBgra(to: $0.baseAddress!, bytesPerRow: 20) }
    #expect(Array(bytes[0..<4]) == [image.data[2], image.data[1], image.data[0], 255])
    #expect(Array(bytes[12..<20]) == [UInt8](repeating: 7, count: 8))
    let back = bytes.withUnsafeBytes { Rgb8(bgra: $0.baseAddress!, width: 3, height: 2, bytesPerRow: 20) }
    #expect(back == image)
  }

  @Test(arguments: [ArrayLayout.Element.float16, .float32, .float64], [false, true])
  func arraysComeBackWhateverTheirStrides(element: ArrayLayout.Element, channelsLast: Bool) {
    let image = pattern(5, 4)
    let strides = channelsLast ? [4 * 5 * 4, 4 * 5, 4, 1] : [3 * 4 * 8, 4 * 8, 8, 1]
    let layout = ArrayLayout(element: element, strides: strides, channelsLast: channelsLast)
    var memory = [Double](repeating: 0, count: 200)
    memory.withUnsafeMutableBytes { image.write(to: $0.baseAddress!, layout, low: 0, high: 1) }
    let back = memory.withUnsafeBytes { Rgb8(array: $0.baseAddress!, width: 5, height: 4, layout, low: 0, high: 1) }
    #expect(back == image)
  }

  @Test func channelsLieWhereTheLayoutSays() {
    var image = Rgb8(width: 2, height: 1)
    image.data = [255, 0, 0, 0, 255, 0]
    var planes = [Float](repeating: 9, count: 6)
    planes.withUnsafeMutableBytes {
      let layout = ArrayLayout(element: .float32, strides: [6, 2, 2, 1], channelsLast: false)
      image.write(to: $0.baseAddress!, layout, low: -1, high: 1)
    }
    #expect(planes == [1, -1, -1, 1, -1, -1])
    var packed = [Float](repeating: 9, count: 6)
    packed.withUnsafeMutableBytes {
      let layout = ArrayLayout(element: .float32, strides: [6, 6, 3, 1], channelsLast: true)
      image.write(to: $0.baseAddress!, layout, low: 0, high: 1)
    }
    #expect(packed == [1, 0, 0, 0, 1, 0])
  }

  @Test func oneChannelIsLuma() {
    let image = Rgb8(width: 2, height: 1, data: [255, 0, 0, 10, 20, 30])
    var bytes = [UInt8](repeating: 7, count: 4)
    bytes.withUnsafeMutableBytes { image.writeLuma(to: $0.baseAddress!, bytesPerRow: 4) }
    #expect(bytes == [76, 18, 7, 7])
    let grey = bytes.withUnsafeBytes { Rgb8(luma: $0.baseAddress!, width: 2, height: 1, bytesPerRow: 4) }
    #expect(grey.data == [76, 76, 76, 18, 18, 18])

    let layout = ArrayLayout(element: .float64, strides: [3, 3, 1], channels: 1, channelsLast: false)
    var numbers = [Double](repeating: 9, count: 3)
    numbers.withUnsafeMutableBytes { image.write(to: $0.baseAddress!, layout, low: 0, high: 255) }
    #expect(abs(numbers[0] - 76.245) < 1e-9 && abs(numbers[1] - 18.15) < 1e-9 && numbers[2] == 9)
    let read = numbers.withUnsafeBytes { Rgb8(array: $0.baseAddress!, width: 2, height: 1, layout, low: 0, high: 255) }
    #expect(read == grey)
  }

  @Test(arguments: [
    (-3.0, 0), (0.5, 0), (1.5, 2), (2.5, 2), (254.5, 254), (255.4, 255), (300, 255), (.infinity, 255), (-.infinity, 0),
    (.nan, 0),
  ])
  func roundsHalfToEvenWithinAByte(value: Double, expected: Int) {
    #expect(Int(byte(value)) == expected)
  }

  @Test func aWindowMirrorsAtTheEdges() {
    let image = Rgb8(width: 2, height: 1, data: [1, 1, 1, 2, 2, 2])
    let row = image.window(x: 0, y: 0, width: 6, height: 1).data.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
    #expect(row == [1, 2, 2, 1, 1, 2])
  }
}
