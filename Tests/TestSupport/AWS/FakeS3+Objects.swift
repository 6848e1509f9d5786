/// The content of an object: not bytes, but which bytes of what. 50 TB take no room, and an object stitched together from two
/// others shows.
public struct FakeContent: Sendable, Hashable {
    struct Piece: Sendable, Hashable {
        let name: String
        var range: Range<Int64>
    }

    private(set) var pieces: [Piece]

    /// A new content of so many bytes.
    public init(_ name: String, size: Int64) { pieces = size > 0 ? [Piece(name: name, range: 0..<size)] : [] }

    init(joining parts: [FakeContent]) {
        pieces = []
        for piece in parts.flatMap(\.pieces) {
            if let last = pieces.last, last.name == piece.name, last.range.upperBound == piece.range.lowerBound {
                pieces[pieces.count - 1].range = last.range.lowerBound..<piece.range.upperBound
            } else {
                pieces.append(piece)
            }
        }
    }

    public var size: Int64 { pieces.reduce(0) { $0 + Int64($1.range.count) } }

    /// The name it was made with; several where it was stitched together.
    public var name: String { pieces.map(\.name).joined(separator: "|") }

    func slice(_ range: Range<Int64>) -> FakeContent {
        var result = FakeContent(joining: [])
        var position: Int64 = 0
        for piece in pieces {
            let length = Int64(piece.range.count)
            let from = max(range.lowerBound, position)
            let to = min(range.upperBound, position + length)
            if from < to {
                let start = piece.range.lowerBound + (from - position)
                result.pieces.append(Piece(name: piece.name, range: start..<start + (to - from)))
            }
            position += length
        }
        return result
    }

    /// Stands for a digest: equal for equal contents, and for those only.
    var digest: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in pieces.map({ "\($0.name):\($0.range)" }).joined(separator: ",").utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return String(hash, radix: 16)
    }
}

/// One state of an object.
public struct FakeVersion: Sendable {
    /// `nil` in a bucket without versions.
    public var id: String?
    public var content: FakeContent
    public var etag: String
    /// Counts the bucket's writes.
    public var written: Int
    public var isDeleteMarker = false
    /// System headers and metadata, by lower-case name.
    public var properties: [String: String] = [:]
    public var tags: [(key: String, value: String)] = []
    public var storageClass: String?
    public var encryption: String?
    /// Bytes of each part it was uploaded in.
    public var parts: [Int64]?
    /// Has a FULL_OBJECT checksum.
    public var hasChecksum = false
    /// Value of a COMPOSITE CRC32, made of the parts' checksums, as boto3 gives to what it uploads in parts.
    public var compositeChecksum: String?
    public var isArchived = false

    public init(content: FakeContent, etag: String, written: Int = 0) {
        self.content = content
        self.etag = etag
        self.written = written
    }

    /// As HTTP writes dates; one second a write.
    var lastModified: String {
        let (hours, minutes, seconds) = (written / 3_600 % 24, written / 60 % 60, written % 60)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "Sat, 21 Nov 2026 \(two(hours)):\(two(minutes)):\(two(seconds)) GMT"
    }

    var checksum: String { content.digest }
}

struct FakeUpload: Sendable {
    struct Part: Sendable {
        let content: FakeContent
        let etag: String
    }

    let bucket: String
    let key: String
    let initiator: String
    let initiated: String
    var version: FakeVersion
    let wantsChecksum: Bool
    var parts: [Int: Part] = [:]
}
