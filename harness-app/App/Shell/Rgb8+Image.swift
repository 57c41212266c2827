import CoreGraphics
import UIKit

/// Photos enlarged by hand are reduced to this size, or a phone would compute for minutes.
private let longestSide = 512

extension Rgb8 {
  /// A photo upright and in sRGB, no larger than 512 pixels a side. Nil when it is not an image. Not for measuring:
  /// drawing converts colours.
  init?(photo data: Data) {
    guard let photo = UIImage(data: data) else { return nil }
    let scale = min(1, Double(longestSide) / Double(max(photo.size.width, photo.size.height)))
    let (width, height) = (max(1, Int(photo.size.width * scale)), max(1, Int(photo.size.height * scale)))
    var bytes = [UInt8](repeating: 0, count: width * height * 4)
    bytes.withUnsafeMutableBytes { memory in
      let context = bitmap(memory.baseAddress, width, height)
      // UIKit knows which way the photo is up; its y axis points down.
      context.translateBy(x: 0, y: CGFloat(height))
      context.scaleBy(x: 1, y: -1)
      UIGraphicsPushContext(context)
      photo.draw(in: CGRect(x: 0, y: 0, width: width, height: height))
      UIGraphicsPopContext()
    }
    self = bytes.withUnsafeBytes { Rgb8(bgra: $0.baseAddress!, width: width, height: height, bytesPerRow: width * 4) }
  }

  var uiImage: UIImage {
    var bytes = [UInt8](repeating: 0, count: width * height * 4)
    return bytes.withUnsafeMutableBytes { memory in
      writeBgra(to: memory.baseAddress!, bytesPerRow: width * 4)
      return UIImage(cgImage: bitmap(memory.baseAddress, width, height).makeImage()!)
    }
  }
}

/// 8 bits each of B, G, R and one unused byte, in sRGB.
private func bitmap(_ memory: UnsafeMutableRawPointer?, _ width: Int, _ height: Int) -> CGContext {
  CGContext(
    data: memory, width: width, height: height, bitsPerComponent: 8, bytesPerRow: width * 4,
    space: CGColorSpace(name: CGColorSpace.sRGB)!,
    bitmapInfo: CGBitmapInfo.byteOrder32Little.rawValue | CGImageAlphaInfo.noneSkipFirst.rawValue)!
}
