/// The part of Core Media the app uses.
public struct CMTime: Sendable {
  public static let zero = CMTime()
}
