import CryptoKit
import Foundation
import Testing

@testable import HarnessCore

@Suite struct Sha256Tests {
  /// The examples of FIPS 180-4 as NIST publishes them, and a million times "a".
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func knowsThePublishedExamples(text: String, expected: String) {
    #expect(Data(text.utf8).sha256 == expected)
  }

  @Test func piecesDoNotMatter() {
    let data = Data((0..<1000).map { UInt8($0 % 251) })
    let expected = data.sha256
    for size in [1, 55, 56, 63, 64, 65, 119, 500] {
      let pieces = stride(from: 0, to: data.count, by: size).map { data[$0..<min($0 + size, data.count)] }
      var hash = SHA256()
      for piece in pieces { hash.update(data: piece) }
      #expect(hash.finalize().hex == expected)
    }
  }
}
