import CryptoKit
import Foundation

extension Sequence<UInt8> {
  /// Two hexadecimal digits a byte.
  var hex: String { map { String(format: "%02x", $0) }.joined() }
}

extension Data {
  var sha256: String { SHA256.hash(data: self).hex }
}
