import PhotosUI
import SwiftUI
import UIKit

/// By hand: pick a photo, pick a model the app holds, see before and after, and share the result.
struct PhotoView: View {
  private enum Stage {
    case idle
    case working
    case done(Enlargement)
    case failed(String)
  }

  @State private var picked: PhotosPickerItem?
  @State private var models: [URL] = []
  @State private var model: URL?
  @State private var stage = Stage.idle

  var body: some View {
    VStack(spacing: 16) {
      Picker("Model", selection: $model) {
        ForEach(models, id: \.self) { Text($0.lastPathComponent).tag(Optional($0)) }
      }
      PhotosPicker("Choose a photo", selection: $picked, matching: .images)
      outcome
    }
    .padding()
    .task(id: 0) {
      models = heldModels()
      model = models.first
    }
    .task(id: Choice(photo: picked, model: model)) { await enlargeChoice() }
  }

  private struct Choice: Hashable {
    let photo: PhotosPickerItem?
    let model: URL?
  }

  @ViewBuilder private var outcome: some View {
    switch stage {
    case .idle:
      Text(models.isEmpty ? "No models yet: put .mlpackage folders into this app with Files, or run a sweep." : "")
    case .working: ProgressView()
    case .failed(let reason): Text(reason)
    case .done(let enlargement):
      ComparisonView(before: enlargement.before, after: enlargement.after)
      Text("\(enlargement.milliseconds, specifier: "%.1f") ms for all predictions")
      ShareLink("Share", item: enlargement.file)
    }
  }

  @MainActor private func enlargeChoice() async {
    guard let picked, let model else { return }
    stage = .working
    do {
      guard let data = try await picked.loadTransferable(type: Data.self) else {
        throw StepError(.failed, "the photo cannot be loaded")
      }
      stage = .done(try await enlarge(photo: data, with: model))
    } catch {
      stage = .failed(error.localizedDescription)
    }
  }
}

/// The enlarged photo over the original, divided where the slider stands.
private struct ComparisonView: View {
  let before: UIImage
  let after: UIImage
  @State private var divide = 0.5

  var body: some View {
    VStack {
      ZStack {
        Image(uiImage: before).resizable().interpolation(.none).scaledToFit()
        Image(uiImage: after).resizable().scaledToFit().mask {
          GeometryReader { space in
            Rectangle().frame(width: space.size.width * divide)
          }
        }
      }
      Slider(value: $divide, in: 0...1)
    }
  }
}
