/// How a load came about. What the system really kept of an earlier load, no API says.
enum LoadProcedure: String, Encodable {
  /// The first of its model and compute units since the app was installed or iOS was updated.
  case afterInstall = "after_install"
  /// The first since a purge.
  case purged
  /// A later one.
  case prepared
}

/// loads.json: what the app has loaded in this installation and on this iOS, since the purge if there was one.
struct Loads: Codable, Equatable {
  var v = contractVersion
  let osBuild: String
  var purged = false
  /// The `loadKey` of each arm.
  var loaded: [String] = []

  func procedure(of key: String) -> LoadProcedure {
    if loaded.contains(key) { .prepared } else { purged ? .purged : .afterInstall }
  }

  func adding(_ key: String) -> Loads {
    var more = self
    if !loaded.contains(key) { more.loaded.append(key) }
    return more
  }
}
