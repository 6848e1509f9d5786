import LambdaEvents

/// The commit links of one partition, which say which files count.
///
/// A link is an object named by the offset that it starts at. The first one starts at 0, each other one behind the end of
/// the one before it. A link is written only where there is none (`If-None-Match: *`), so of all attempts at a position
/// exactly one wins, whatever batch its records came in. Files that no link names do not count.
///
/// The names count down, so that the first of a listing is the link that starts last.
struct CommitChain: Sendable, Hashable {
    let partition: KafkaPartition
    /// Prefix of the links' keys; ends in a slash.
    let folder: String

    /// The number that the names of links count down from, so that a listing has the newest link first: it is greater than any offset.
    private static let ceiling: UInt64 = 10_000_000_000_000_000_000

    /// - Parameter start: 0 or greater.
    func key(ofLinkAt start: Int64) -> String { "\(folder)\(Self.digits(Self.ceiling - 1 - start.magnitude)).json" }

    /// The key to list after: the first link behind it is the one with the greatest start up to the offset.
    ///
    /// - Parameter offset: 0 or greater.
    func key(before offset: Int64) -> String { "\(folder)\(Self.digits(Self.ceiling - 2 - offset.magnitude)).json" }

    /// Offsets in names have 20 digits: names sort as the numbers do.
    static func digits(_ number: some BinaryInteger) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, 20 - text.utf8.count)) + text
    }
}
