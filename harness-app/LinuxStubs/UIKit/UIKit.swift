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
  public struct LaunchOptionsKey: Hashable, Sendable {}
  public var isIdleTimerDisabled = false
}

@MainActor public protocol UIApplicationDelegate: NSObjectProtocol {
  func application(
    _ application: UIApplication, didFinishLaunchingWithOptions options: [UIApplication.LaunchOptionsKey: Any]?
  ) -> Bool
}

@MainActor public class UIScene {
  public nonisolated static let didActivateNotification = Notification.Name("didActivate")
  public nonisolated static let willDeactivateNotification = Notification.Name("willDeactivate")
}

public final class UIImage: Sendable {
  public init?(data: Data) { fatalError() }
  public init(cgImage: CGImage) { fatalError() }
  public var size: CGSize { fatalError() }
  public func draw(in rect: CGRect) { fatalError() }
}

public func UIGraphicsPushContext(_ context: CGContext) { fatalError() }
public func UIGraphicsPopContext() { fatalError() }
