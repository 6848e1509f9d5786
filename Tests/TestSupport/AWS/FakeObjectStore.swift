/// Objects with their bytes: GET with ranges, PUT with `If-None-Match`, DELETE, listings by prefix. ``FakeS3`` has the rest of
/// S3, and no bytes.
public struct FakeObjectStore: Sendable {
    public struct Object: Sendable {
        public var bytes: [UInt8]
        /// ISO 8601.
        public var modified: String
        /// Of an object whose bytes do not matter.
        public var statedSize: Int64?

        public init(_ bytes: [UInt8], modified: String = "2026-11-21T00:00:00.000Z", statedSize: Int64? = nil) {
            self.bytes = bytes
            self.modified = modified
            self.statedSize = statedSize
        }

        public var size: Int64 { statedSize ?? Int64(bytes.count) }
    }

    /// By `/bucket/key`.
    public var objects: [String: Object] = [:]
    /// Keys of one page of a listing.
    public var pageSize = 1_000

    public init() {}

    /// Answers a request; `nil` when it is for another service.
    public mutating func reply(to request: LoopbackServer.Request) -> LoopbackServer.Reply? {
        guard request.header("x-amz-target") == nil, let address = FakeS3Address(request.target),
            !address.bucket.isEmpty
        else { return nil }
        let path = "/\(address.bucket)/\(address.key)"
        switch (request.method, address.key.isEmpty) {
        case ("GET", true) where address.query["list-type"] == "2": return list(address)
        case ("GET", false): return get(path, range: request.header("range"))
        case ("PUT", false):
            if request.header("if-none-match") == "*", objects[path] != nil {
                return Self.error(412, "PreconditionFailed")
            }
            objects[path] = Object(request.body)
            return .status(200, headers: ["ETag: \"e\""])
        case ("DELETE", false):
            objects[path] = nil
            return .status(204)
        default: return nil
        }
    }

    private func get(_ path: String, range: String?) -> LoopbackServer.Reply {
        guard let bytes = objects[path]?.bytes else { return Self.error(404, "NoSuchKey") }
        guard let range else { return .bytes(200, headers: ["ETag: \"e\""], body: bytes) }
        guard let wanted = Self.bounds(range, of: bytes.count) else { return Self.error(416, "InvalidRange") }
        let headers = [
            "ETag: \"e\"", "Content-Range: bytes \(wanted.lowerBound)-\(wanted.upperBound - 1)/\(bytes.count)",
        ]
        return .bytes(206, headers: headers, body: Array(bytes[wanted]))
    }

    /// `bytes=-N` and `bytes=N-M`; `nil` for a range that has none of the bytes.
    private static func bounds(_ range: String, of count: Int) -> Range<Int>? {
        let parts = range.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let last = Int(parts[1]) else { return nil }
        guard let first = Int(parts[0]) else { return count == 0 ? nil : max(0, count - last)..<count }
        return first < count && first <= last ? first..<(last < count ? last + 1 : count) : nil
    }

    private func list(_ address: FakeS3Address) -> LoopbackServer.Reply {
        let root = "/\(address.bucket)/"
        let prefix = root + (address.query["prefix"] ?? "")
        let start = address.query["continuation-token"].flatMap { Int($0) } ?? 0
        let after = address.query["start-after"].map { root + $0 } ?? ""
        let limit = min(pageSize, address.query["max-keys"].flatMap { Int($0) } ?? pageSize)
        let found = objects.filter { $0.key.hasPrefix(prefix) && $0.key > after }.sorted { $0.key < $1.key }
            .dropFirst(start)
        let entries = found.prefix(limit).map { path, object in
            "<Contents><Key>\(path.dropFirst(root.count))</Key><Size>\(object.size)</Size>"
                + "<LastModified>\(object.modified)</LastModified></Contents>"
        }
        let next =
            found.count > limit ? "<NextContinuationToken>\(start + limit)</NextContinuationToken>" : ""
        return .status(
            200,
            body:
                "<ListBucketResult><IsTruncated>\(!next.isEmpty)</IsTruncated>\(next)\(entries.joined())</ListBucketResult>"
        )
    }

    private static func error(_ status: Int, _ code: String) -> LoopbackServer.Reply {
        .status(status, body: "<Error><Code>\(code)</Code></Error>")
    }
}
