@_exported import Foundation
import UIKit

@MainActor @preconcurrency public protocol View {
  associatedtype Body: View
  @ViewBuilder var body: Body { get }
}
extension Never: View { public typealias Body = Never }
extension View where Body == Never { public var body: Never { fatalError() } }

@MainActor @preconcurrency public protocol Scene {}
@MainActor @preconcurrency public protocol App {
  associatedtype Body: Scene
  @SceneBuilder var body: Body { get }
  init()
}
extension App { public static func main() { fatalError() } }

extension Optional: View where Wrapped: View { public typealias Body = Never }

public protocol Primitive: View where Body == Never {}

public struct EmptyView: Primitive {}
public struct Several: Primitive {}

@resultBuilder public enum ViewBuilder {
  public static func buildBlock<each Content: View>(_ content: repeat each Content) -> Several { fatalError() }
  public static func buildIf<Content: View>(_ content: Content?) -> Content? { content }
  public static func buildEither<Content: View>(first: Content) -> Several { fatalError() }
  public static func buildEither<Content: View>(second: Content) -> Several { fatalError() }
}

@resultBuilder public enum SceneBuilder {
  public static func buildBlock<Content: Scene>(_ content: Content) -> Content { content }
}

public struct WindowGroup: Scene {
  public init<Content: View>(@ViewBuilder content: () -> Content) { fatalError() }
}

@MainActor @propertyWrapper public struct UIApplicationDelegateAdaptor<Delegate: NSObject & UIApplicationDelegate> {
  public init(_ type: Delegate.Type = Delegate.self) { fatalError() }
  public var wrappedValue: Delegate { fatalError() }
}

@propertyWrapper @dynamicMemberLookup public struct Binding<Value> {
  public init(get: @escaping () -> Value, set: @escaping (Value) -> Void) { fatalError() }
  public var wrappedValue: Value {
    get { fatalError() }
    nonmutating set { fatalError() }
  }
  public subscript<Part>(dynamicMember part: WritableKeyPath<Value, Part>) -> Binding<Part> { fatalError() }
}

@propertyWrapper public struct State<Value> {
  public init(wrappedValue: Value) { fatalError() }
  public var wrappedValue: Value {
    get { fatalError() }
    nonmutating set { fatalError() }
  }
  public var projectedValue: Binding<Value> { fatalError() }
}
extension State: Sendable where Value: Sendable {}
extension State where Value: ExpressibleByNilLiteral { public init() { fatalError() } }

public struct Font: Sendable { public static let headline = Font() }

public struct Text: Primitive {
  public struct Interpolation: StringInterpolationProtocol {
    public init(literalCapacity: Int, interpolationCount: Int) {}
    public mutating func appendLiteral(_ literal: String) {}
    public mutating func appendInterpolation(_ value: Double, specifier: String) {}
    public mutating func appendInterpolation(_ value: String) {}
  }
  public struct Key: ExpressibleByStringInterpolation {
    public init(stringLiteral: String) {}
    public init(stringInterpolation: Interpolation) {}
  }
  public init(_ key: Key) { fatalError() }
  @_disfavoredOverload public init<Content: StringProtocol>(_ content: Content) { fatalError() }
  public func font(_ font: Font?) -> Text { self }
}

public struct Image: Primitive {
  public enum Interpolation { case none, low, medium, high }
  public init(uiImage: UIImage) { fatalError() }
  public func resizable() -> Image { self }
  public func interpolation(_ interpolation: Interpolation) -> Image { self }
}

public struct Rectangle: Primitive { public init() {} }
public struct ProgressView: Primitive { public init() {} }
public struct Spacer: Primitive { public init() {} }

public struct VStack: Primitive {
  public init<Content: View>(spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) { fatalError() }
}
public struct ZStack: Primitive {
  public init<Content: View>(@ViewBuilder content: () -> Content) { fatalError() }
}
public struct GeometryProxy { public var size: CGSize { fatalError() } }
public struct GeometryReader: Primitive {
  public init<Content: View>(@ViewBuilder content: @escaping (GeometryProxy) -> Content) { fatalError() }
}
public struct Slider: Primitive {
  public init(value: Binding<Double>, in bounds: ClosedRange<Double>) { fatalError() }
}
public struct Picker: Primitive {
  public init<Value: Hashable, Content: View>(
    _ title: String, selection: Binding<Value>, @ViewBuilder content: () -> Content
  ) { fatalError() }
}
public struct ForEach: Primitive {
  public init<Data: RandomAccessCollection, ID: Hashable, Content: View>(
    _ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content
  ) { fatalError() }
}
public struct ShareLink: Primitive {
  public init<Item: Transferable, Preview: Transferable>(item: Item, preview: SharePreview<Preview, Never>) {
    fatalError()
  }
}
public protocol Transferable {}
extension Image: Transferable {}
public struct SharePreview<Preview, Icon> {
  public init(_ title: String, image: Preview) where Preview: Transferable, Icon == Never { fatalError() }
}

extension View {
  public func padding() -> some View { self }
  public func scaledToFit() -> some View { self }
  public func frame(width: CGFloat? = nil, height: CGFloat? = nil) -> some View { self }
  public func mask<Mask: View>(@ViewBuilder _ mask: () -> Mask) -> some View { self }
  public func tag<Value: Hashable>(_ tag: Value) -> some View { self }
  public func task<Value: Equatable>(
    id: Value, @_inheritActorContext _ action: @escaping @Sendable () async -> Void
  ) -> some View { self }
}
