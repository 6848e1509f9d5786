import FormEncoding

/// Orders the events of one key: the event with the greater sequencer came later. Sequencers of different keys cannot
/// be compared.
///
/// Sequencers are hexadecimal. If two differ in length, the shorter one is padded with zeros on the right.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
public struct S3Sequencer: Sendable, Hashable, Comparable {
    /// The values of the digits, without the zeros at the end: padding makes them meaningless.
    private let digits: [UInt8]

    /// Reads a sequencer; `nil` for text that is not hexadecimal.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ hexDigit($0) != nil }) else { return nil }
        var digits = text.utf8.map { hexDigit($0) ?? 0 }
        while digits.last == 0 { digits.removeLast() }
        self.digits = digits
    }

    public static func < (left: S3Sequencer, right: S3Sequencer) -> Bool {
        left.digits.lexicographicallyPrecedes(right.digits)
    }
}
