import Foundation
import Testing

@testable import HarnessCore

/// A picture as a frame whose rows are padded, and back.
private func throughVideo(_ image: Rgb8, padding: Int = 20, _ look: (VideoPlanes) -> Void = { _ in }) -> Rgb8 {
  let bytesPerRow = image.width + padding
  var bytes = [UInt8](repeating: 7, count: bytesPerRow * image.height * 3 / 2)
  return bytes.withUnsafeMutableBytes { memory in
    let planes = VideoPlanes(
      luma: memory.baseAddress!, chroma: memory.baseAddress! + bytesPerRow * image.height,
      lumaBytesPerRow: bytesPerRow, chromaBytesPerRow: bytesPerRow)
    image.writeVideo(to: planes)
    look(planes)
    return Rgb8(video: planes, width: image.width, height: image.height)
  }
}

private func plain(_ r: UInt8, _ g: UInt8, _ b: UInt8) -> Rgb8 {
  Rgb8(width: 4, height: 4, data: (0..<16).flatMap { _ in [r, g, b] })
}

private func furthest(_ one: Rgb8, _ other: Rgb8) -> Int {
  zip(one.data, other.data).map { abs(Int($0) - Int($1)) }.max() ?? 0
}

@Suite struct VideoTests {
  /// The corners of the cube of colours, by ITU-R BT.601.
  @Test(arguments: [
    ([0, 0, 0], [16, 128, 128]), ([255, 255, 255], [235, 128, 128]), ([255, 0, 0], [81, 90, 240]),
    ([0, 255, 0], [145, 54, 34]), ([0, 0, 255], [41, 240, 110]),
  ]) func coloursAreThoseOfTheStandard(rgb: [UInt8], video: [UInt8]) {
    _ = throughVideo(plain(rgb[0], rgb[1], rgb[2])) { planes in
      let luma = planes.luma.load(as: UInt8.self)
      let (blue, red) = (planes.chroma.load(as: UInt8.self), planes.chroma.load(fromByteOffset: 1, as: UInt8.self))
      #expect([luma, blue, red] == video)
    }
  }

  @Test func everyGreyComesBackAsClearAsItsRangeAllows() {
    for level in UInt8.min...UInt8.max {
      let grey = plain(level, level, level)
      #expect(furthest(throughVideo(grey), grey) <= 1)
    }
  }

  @Test func aPlainColourLosesOnlyWhatIsRounded() {
    for (r, g, b) in [(200, 30, 60), (10, 250, 99), (1, 2, 254), (128, 127, 64)] as [(UInt8, UInt8, UInt8)] {
      #expect(furthest(throughVideo(plain(r, g, b)), plain(r, g, b)) <= 2)
    }
  }

  /// Every pixel keeps a luma of its own; four share a colour.
  @Test func aPatternOfGreysKeepsEveryPixel() {
    let image = Rgb8(width: 6, height: 4, data: (0..<24).flatMap { [UInt8](repeating: UInt8($0 * 37 % 256), count: 3) })
    #expect(furthest(throughVideo(image), image) <= 1)
  }

  @Test func rowsKeepTheirPadding() {
    _ = throughVideo(plain(9, 9, 9), padding: 3) { planes in
      #expect(planes.luma.load(fromByteOffset: 4, as: UInt8.self) == 7)
      #expect(planes.chroma.load(fromByteOffset: 6, as: UInt8.self) == 7)
    }
  }

  @Test func coloursChangeEvenlyFromSquareToSquare() {
    var halves = Rgb8(width: 8, height: 2)
    for pixel in 0..<16 { halves.data[pixel * 3] = pixel % 8 < 4 ? 0 : 200 }
    let reds = (0..<8).map { Int(throughVideo(halves).data[$0 * 3]) }
    #expect(reds == reds.sorted())
  }
}
