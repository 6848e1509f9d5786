import LambdaEvents

/// The commit links of one partition. They decide which files are valid.
///
/// A link is an object named by the offset that it starts at. The first link starts at 0, and each later one starts
/// after the end of the link before it. A link is written only if no object has its name (`If-None-Match: *`), so
/// exactly one of all attempts at an offset wins, whatever batch the records came in. Files that no link names are not
/// valid.
///
/// The names count down, so that a listing begins with the newest link.
struct CommitChain: Sendable, Hashable {
    let partition: KafkaPartition
    /// Prefix of the links' keys; ends in a slash.
    let folder: String

    /// The number from which the names of links count down. It is greater than any offset.
    private static let ceiling: UInt64 = 10_000_000_000_000_000_000

    /// - Parameter start: the link's first offset, 0 or greater.
    func key(ofLinkAt start: Int64) -> String { "\(folder)\(Self.digits(Self.ceiling - 1 - start.magnitude)).json" }

    /// Returns the key after which a listing must start. The listing's first link is then the last one that starts at
    /// or before the offset.
    ///
    /// - Parameter offset: 0 or greater.
    func key(before offset: Int64) -> String { "\(folder)\(Self.digits(Self.ceiling - 2 - offset.magnitude)).json" }

    /// Writes a number with 20 digits, so that names sort in the order of their numbers.
    static func digits(_ number: some BinaryInteger) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, 20 - text.utf8.count)) + text
    }
}
