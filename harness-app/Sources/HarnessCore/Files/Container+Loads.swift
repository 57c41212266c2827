import Foundation

extension Container {
  /// What this installation has loaded. Nothing, when loads.json is of another installation of the app or another build
  /// of iOS, since the system then keeps nothing of those loads.
  func loads(of identity: Identity) throws -> Loads {
    let nothing = Loads(osBuild: identity.os.build)
    guard (try? Data(contentsOf: installation)) == Data(identity.installation.utf8),
      let json = try? Data(contentsOf: place(Place.loads)), let loads = try? JSONDecoder().decode(Loads.self, from: json),
      loads.v == contractVersion, loads.osBuild == identity.os.build
    else { return nothing }
    return loads
  }

  /// Is on disk when it returns. The file that names the installation is the last to change: until then loads.json
  /// counts as another installation's.
  func record(_ loads: Loads, of identity: Identity) throws {
    try keep(JSONEncoder.contract.encode(loads), at: place(Place.loads))
    try FileManager.default.createDirectory(
      at: installation.deletingLastPathComponent(), withIntermediateDirectories: true)
    try keep(Data(identity.installation.utf8), at: installation)
  }
}

/// Gives a file this content in one move that a crash of the whole phone cannot undo or leave half done.
private func keep(_ data: Data, at target: URL) throws {
  if (try? Data(contentsOf: target)) == data { return }
  let partial = target.appendingPathExtension("partial")
  try data.write(to: partial)
  try synchronize(partial)
  try replace(target, with: partial)
  try synchronize(target.deletingLastPathComponent())
}

/// Waits until a file, or a folder's list of names, is on disk.
private func synchronize(_ url: URL) throws {
  let descriptor = open(url.path, O_RDONLY)
  defer { close(descriptor) }
  guard descriptor >= 0, fsync(descriptor) == 0 else {
    throw StepError(.failed, "\(url.lastPathComponent) cannot be written to disk: \(String(cString: strerror(errno)))")
  }
}
