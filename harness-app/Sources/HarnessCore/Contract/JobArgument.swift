/// The job that the app was launched with, `--job jobs/<launch>.json --sha256 <digest>`, as the host sent it.
struct JobArgument {
  let file: String
  /// Of the file as it was sent; nil where whoever launched the app does not say.
  var sha256: String?

  init(file: String, sha256: String? = nil) { (self.file, self.sha256) = (file, sha256) }

  /// Nil without a job.
  init?(of arguments: [String]) {
    func value(after name: String) -> String? { zip(arguments, arguments.dropFirst()).first { $0.0 == name }?.1 }
    guard let file = value(after: "--job") else { return nil }
    self.init(file: file, sha256: value(after: "--sha256"))
  }
}
