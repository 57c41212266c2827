import SwiftUI

public struct PHPickerFilter: Sendable { public static let images = PHPickerFilter() }

public struct PhotosPickerItem: Hashable, Sendable {
  public func loadTransferable<Content: Sendable>(type: Content.Type) async throws -> Content? { fatalError() }
}

public struct PhotosPicker: Primitive {
  public init(_ title: String, selection: Binding<PhotosPickerItem?>, matching: PHPickerFilter?) { fatalError() }
}
