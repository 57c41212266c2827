@_exported import CoreGraphics
@_exported import Foundation

@MainActor public final class UIDevice {
  public static let current = UIDevice()
  public var isBatteryMonitoringEnabled = false
  public var batteryLevel: Float { fatalError() }
  public var name: String { fatalError() }
  public var systemVersion: String { fatalError() }
}

@MainActor public final class UIApplication {
  public static let shared = UIApplication()
  public var isIdleTimerDisabled = false
}

public final class UIImage: Sendable {
  public init?(data: Data) { fatalError() }
  public init(cgImage: CGImage) { fatalError() }
  public var size: CGSize { fatalError() }
  public var cgImage: CGImage? { fatalError() }
  public func draw(in rect: CGRect) { fatalError() }
  public func pngData() -> Data? { fatalError() }
}

public final class UIGraphicsImageRendererFormat {
  public var scale: CGFloat = 1
  public init() {}
}

public final class UIGraphicsImageRendererContext {}

public final class UIGraphicsImageRenderer {
  public init(size: CGSize, format: UIGraphicsImageRendererFormat) { fatalError() }
  public func image(actions: (UIGraphicsImageRendererContext) -> Void) -> UIImage { fatalError() }
}
