/// S3's rules for the names of general purpose buckets.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
public enum S3BucketName {
    /// The ending of every directory bucket's name.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-naming-rules.html
    private static let directoryEnding = "--x-s3"
    /// The reason why a directory bucket cannot be used, for use in messages.
    public static let directory =
        "a directory bucket (--x-s3) is in S3 Express One Zone, which has other endpoints, no versions and no events"

    /// The name endings that S3 reserves. `meaning` says which kind of name has the ending.
    private static let reservedEndings: [(ending: String, meaning: String)] = [
        ("-s3alias", "an access point's alias"), ("--ol-s3", "an Object Lambda access point's alias"),
        (".mrap", "a multi-region access point's alias"), ("--table-s3", "a table bucket's"),
    ]
    private static let reservedStarts = ["xn--", "sthree-", "amzn-s3-demo-"]

    /// Checks that a name belongs to a directory bucket.
    public static func isDirectoryBucket(_ name: String) -> Bool { name.utf8.count > 6 && ends(name, directoryEnding) }

    /// Returns the reason why no general purpose bucket can have this name.
    ///
    /// - Returns: `nil` for a name that S3 allows; else text that completes "the name …".
    public static func problem(of name: String) -> String? {
        let bytes = Array(name.utf8)
        guard (3...63).contains(bytes.count) else { return "has \(bytes.count) characters; a bucket's has 3 to 63" }
        guard bytes.allSatisfy({ isAlphanumeric($0) || $0 == 0x2D || $0 == 0x2E }) else {
            return "has a character other than a-z, 0-9, - and ."
        }
        guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return "does not begin and end with a letter or a digit"
        }
        let labels = bytes.split(separator: 0x2E, omittingEmptySubsequences: false)
        if labels.contains(where: \.isEmpty) { return "has two periods side by side" }
        if labels.count == 4, labels.allSatisfy({ $0.count <= 3 && $0.allSatisfy(isDigit) }) {
            return "looks like an IP address"
        }
        if isDirectoryBucket(name) { return "is a directory bucket's: \(directory)" }
        if let reserved = reservedEndings.first(where: { ends(name, $0.ending) }) { return "is \(reserved.meaning)" }
        return reservedStarts.first { name.utf8.starts(with: $0.utf8) }.map {
            "begins with \($0), which AWS keeps to itself"
        }
    }

    /// Checks that a name can be used in a request. Buckets from before 2018 may have capitals, underscores and up to
    /// 255 characters.
    static func isAddressable(_ name: String) -> Bool {
        var name = name
        return name.withUTF8 { name in
            guard (1...255).contains(name.count) else { return false }
            var isAfterPeriod = true
            for byte in name {
                if byte == 0x2E {
                    if isAfterPeriod { return false }
                    isAfterPeriod = true
                } else {
                    let isOther = byte == 0x2D || byte == 0x5F || (byte >= 0x41 && byte <= 0x5A)
                    guard isOther || isAlphanumeric(byte) else { return false }
                    isAfterPeriod = false
                }
            }
            return !isAfterPeriod
        }
    }

    private static func ends(_ name: String, _ ending: String) -> Bool {
        name.utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool { (byte >= 0x61 && byte <= 0x7A) || isDigit(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
