import PhotosUI
import SwiftUI

/// By hand: pick a photo and a model, see before and after, and share the result.
struct PhotoView: View {
  @State private var models = heldModels()
  @State private var choice = Choice(model: heldModels().first)
  @State private var isWorking = false
  @State private var result: Result<Enlargement, any Error>?

  var body: some View {
    VStack(spacing: 16) {
      Picker("Model", selection: $choice.model) {
        ForEach(models, id: \.self) { Text($0.lastPathComponent).tag(Optional($0)) }
      }
      PhotosPicker("Choose a photo", selection: $choice.photo, matching: .images)
      if isWorking { ProgressView() }
      switch result {
      case nil:
        Text(models.isEmpty ? "No models yet: put .mlpackage folders into this app with Files, or run a sweep." : "")
      case .failure(let error): Text(error.localizedDescription)
      case .success(let enlargement): EnlargementView(enlargement: enlargement)
      }
    }
    .padding()
    .task(id: choice) { await enlargeChoice() }
  }

  @MainActor private func enlargeChoice() async {
    guard let photo = choice.photo, let model = choice.model else { return }
    isWorking = true
    let made: Result<Enlargement, any Error>
    do {
      let data = try await photo.loadTransferable(type: Data.self)
      made = .success(try await enlarge(photo: data ?? Data(), with: model))
    } catch {
      made = .failure(error)
    }
    // A new choice starts its own task.
    guard !Task.isCancelled else { return }
    result = made
    isWorking = false
  }
}

private struct Choice: Equatable {
  var photo: PhotosPickerItem?
  var model: URL?
}

/// The enlarged photo over the original, divided where the slider stands.
private struct EnlargementView: View {
  let enlargement: Enlargement
  @State private var divide = 0.5

  var body: some View {
    let after = Image(uiImage: enlargement.after)
    ZStack {
      Image(uiImage: enlargement.before).resizable().interpolation(.none).scaledToFit()
      after.resizable().scaledToFit().mask {
        GeometryReader { Rectangle().frame(width: $0.size.width * divide) }
      }
    }
    Slider(value: $divide, in: 0...1)
    Text("\(enlargement.milliseconds, specifier: "%.1f") ms for all predictions")
    ShareLink(item: after, preview: SharePreview("Enlarged photo", image: after))
  }
}
