import Foundation

/// CryptoKit's SHA256 after FIPS 180-4, for systems without CryptoKit. Names and types are Apple's.
public struct SHA256 {
  public typealias Digest = [UInt8]

  private var hash: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var words = [UInt32](repeating: 0, count: 64)
  private var rest: [UInt8] = []
  private var count: UInt64 = 0

  public init() {}

  public static func hash(data: Data) -> Digest {
    var state = SHA256()
    state.update(data: data)
    return state.finalize()
  }

  public mutating func update(data: Data) {
    count += UInt64(data.count)
    let bytes = rest + data
    let whole = bytes.count / 64 * 64
    bytes.withUnsafeBufferPointer { buffer in
      for start in stride(from: 0, to: whole, by: 64) { compress(buffer, from: start) }
    }
    rest = Array(bytes[whole...])
  }

  public func finalize() -> Digest {
    var last = self
    let bits = count * 8
    let zeros = (119 - rest.count % 64) % 64
    let length = (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
    last.update(data: Data([0x80] + [UInt8](repeating: 0, count: zeros) + length))
    return last.hash.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
  }

  private mutating func compress(_ block: UnsafeBufferPointer<UInt8>, from start: Int) {
    for t in 0..<16 {
      words[t] = (0..<4).reduce(0) { $0 << 8 | UInt32(block[start + 4 * t + $1]) }
    }
    for t in 16..<64 {
      let s0 = rotated(words[t - 15], 7) ^ rotated(words[t - 15], 18) ^ words[t - 15] >> 3
      let s1 = rotated(words[t - 2], 17) ^ rotated(words[t - 2], 19) ^ words[t - 2] >> 10
      words[t] = words[t - 16] &+ s0 &+ words[t - 7] &+ s1
    }
    var (a, b, c, d) = (hash[0], hash[1], hash[2], hash[3])
    var (e, f, g, h) = (hash[4], hash[5], hash[6], hash[7])
    for t in 0..<64 {
      let t1 = h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ (e & f ^ ~e & g) &+ roundConstants[t] &+ words[t]
      let t2 = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ (a & b ^ a & c ^ b & c)
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { hash[index] &+= word }
  }
}

private func rotated(_ word: UInt32, _ by: UInt32) -> UInt32 { word >> by | word << (32 - by) }

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
private let roundConstants: [UInt32] = {
  let primes = (2...311).filter { n in (2..<n).allSatisfy { n % $0 != 0 } }
  return primes.map { UInt32((cbrt(Double($0)).truncatingRemainder(dividingBy: 1) * 4_294_967_296).rounded(.down)) }
}()
