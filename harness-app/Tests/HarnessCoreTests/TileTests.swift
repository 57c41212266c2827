import Foundation
import Testing

@testable import HarnessCore

/// One case of test/golden/tiles.json, which test/golden/make-tiles.ts writes with the host's own rule.
private struct GoldenTiles: Decodable, CustomTestStringConvertible {
  struct Size: Decodable { let width, height: Int }
  let image, input: Size
  /// Absent where nobody states one.
  let margin: Int?
  /// Absent where the model loses nothing at its sides.
  let inset: Int?
  /// Absent where the margins leave nothing of a tile.
  let tiles: [Tile]?

  var testDescription: String {
    let trimmed = margin.map { "a margin of \($0)" } ?? "its own margin"
    let size = "\(image.width)x\(image.height) for an input of \(input.width)x\(input.height)"
    return "\(size) with \(trimmed) and \(inset ?? 0) lost on each side"
  }
}

private let goldens: [GoldenTiles] = {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../test/golden/tiles.json").standardizedFileURL
  return (try? JSONDecoder().decode([GoldenTiles].self, from: Data(contentsOf: file))) ?? []
}()

private func feature(_ width: Int, _ height: Int, inset: Int? = nil) -> Feature {
  Feature(
    name: "x", kind: .image, layout: .RGB, channels: 3, width: width, height: height, range: [0, 255], inset: inset)
}

@Suite struct TileTests {
  @Test func goldensAreThere() { #expect(goldens.count > 60) }

  @Test(arguments: goldens) fileprivate func laysTheTilesThatTheHostLays(golden: GoldenTiles) {
    let image = Rgb8(width: golden.image.width, height: golden.image.height)
    let input = feature(golden.input.width, golden.input.height)
    #expect(Tile.cover(image, input: input, margin: golden.margin, inset: golden.inset ?? 0) == golden.tiles)
  }

  @Test(arguments: [(8, 8), (5, 3), (23, 8), (8, 31), (40, 27)])
  func enlargesByHandAsOneWholeImage(width: Int, height: Int) throws {
    let image = pattern(width, height)
    for inset in 0...3 {
      let output = feature(16 - 4 * inset, 16 - 4 * inset, inset: inset)
      let arm = ModelArm(
        model: "m.mlpackage", sha256: digest, computeUnits: .all, function: nil, input: feature(8, 8), output: output)
      #expect(try FakePredictor(arm: arm, error: nil).enlarge(image, for: arm).image == repeated(image, 2))
    }
  }
}
