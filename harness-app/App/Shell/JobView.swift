import SwiftUI

/// What a phone shows while it measures. It never changes: drawing would disturb what is timed.
struct JobView: View {
  var body: some View {
    VStack(spacing: 8) {
      Text("rezbench").font(.headline)
      Text("This iPhone is measuring. Please do not touch it.")
    }
  }
}
