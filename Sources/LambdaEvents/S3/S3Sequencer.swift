import FormEncoding

/// Orders the events of one key: of two, the one with the greater sequencer came later. Says nothing across keys.
///
/// Hexadecimal of different lengths: the shorter is padded with zeros on the right.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
public struct S3Sequencer: Sendable, Hashable, Comparable {
    /// Digit values, without the zeros at the end that padding makes meaningless.
    private let digits: [UInt8]

    /// `nil` for what is not hexadecimal.
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
