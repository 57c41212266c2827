@_exported import Foundation

public final class CGImage {
  public var width: Int { fatalError() }
  public var height: Int { fatalError() }
}

public final class CGColorSpace {
  public static let sRGB = "sRGB"
  public init?(name: String) { fatalError() }
}

public struct CGBitmapInfo: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public static let byteOrder32Little = CGBitmapInfo(rawValue: 8192)
}

public enum CGImageAlphaInfo: UInt32 { case noneSkipFirst = 6 }

public final class CGContext {
  public init?(
    data: UnsafeMutableRawPointer?, width: Int, height: Int, bitsPerComponent: Int, bytesPerRow: Int,
    space: CGColorSpace, bitmapInfo: UInt32
  ) { fatalError() }
  public func translateBy(x: CGFloat, y: CGFloat) { fatalError() }
  public func scaleBy(x: CGFloat, y: CGFloat) { fatalError() }
  public func makeImage() -> CGImage? { fatalError() }
}
