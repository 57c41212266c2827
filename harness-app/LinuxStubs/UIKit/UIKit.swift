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
  public func draw(in rect: CGRect) { fatalError() }
}

public func UIGraphicsPushContext(_ context: CGContext) { fatalError() }
public func UIGraphicsPopContext() { fatalError() }
