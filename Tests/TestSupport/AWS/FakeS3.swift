/// An S3 with the conditions, versions and multipart uploads of the real one, written from AWS's documentation and from
/// answers recorded against it. No emulator has conditional copies.
public struct FakeS3: Sendable {
    struct Bucket: Sendable {
        var isVersioned: Bool
        /// Oldest first; without versions never more than one.
        var objects: [String: [FakeVersion]] = [:]
    }

    /// The ARN that `GetCallerIdentity` tells, and that uploads are begun by.
    public static let caller = "arn:aws:sts::123456789012:assumed-role/example/S3Copier"
    static let largestCopy: Int64 = 5 << 30
    static let smallestPart: Int64 = 5 << 20

    var buckets: [String: Bucket]
    var uploads: [String: FakeUpload] = [:]
    var writes = 0
    /// Regions by bucket.
    var regions: [String: String] = [:]
    /// Buckets whose objects are encrypted with a KMS key: their ETags are no digests.
    public var kmsBuckets: Set<String> = []
    /// The way in which a request for another region's bucket is refused.
    public var wrongRegionForm = WrongRegionForm.permanentRedirect
    /// Conditions on what a write replaces are refused, as by some stores that speak S3: 501 `NotImplemented`.
    public var lacksConditions = false
    /// The number of requests.
    public internal(set) var misdirected = 0
    /// ISO 8601; when uploads are begun.
    public var time = "2026-11-21T00:00:00.000Z"

    /// - Parameter buckets: names, and whether they keep versions.
    public init(_ buckets: [String: Bool]) { self.buckets = buckets.mapValues { Bucket(isVersioned: $0) } }

    /// Adds a bucket, unless there is one of this name.
    public mutating func addBucket(_ name: String, isVersioned: Bool) {
        if buckets[name] == nil { buckets[name] = Bucket(isVersioned: isVersioned) }
    }

    /// The current state of an object; `nil` when there is none, or it is deleted.
    public func current(_ bucket: String, _ key: String) -> FakeVersion? {
        buckets[bucket]?.objects[key]?.last.flatMap { $0.isDeleteMarker ? nil : $0 }
    }

    public func keys(_ bucket: String) -> [String] {
        (buckets[bucket]?.objects.keys.sorted() ?? []).filter { current(bucket, $0) != nil }
    }

    /// Ids of the uploads that are neither completed nor aborted.
    public var openUploads: [String] { uploads.keys.sorted() }

    /// Somebody else's upload, begun before the code under test.
    public mutating func beginForeignUpload(_ bucket: String, _ key: String, initiator: String, at time: String) {
        uploads["foreign-\(uploads.count)"] = FakeUpload(
            bucket: bucket,
            key: key,
            initiator: initiator,
            initiated: time,
            version: FakeVersion(content: FakeContent("", size: 0), etag: "", written: 0),
            wantsChecksum: false
        )
    }

    /// Writes an object as its owner would.
    @discardableResult
    public mutating func put(
        _ bucket: String,
        _ key: String,
        _ content: FakeContent,
        _ change: (inout FakeVersion) -> Void = { _ in }
    ) -> FakeVersion {
        var version = FakeVersion(content: content, etag: content.digest, written: 0)
        change(&version)
        if let parts = version.parts { version.etag = Self.multipartETag(content, parts) }
        return store(version, bucket, key)
    }

    /// Deletes an object as its owner would; where there are versions, that leaves a marker.
    public mutating func delete(_ bucket: String, _ key: String) {
        writes += 1
        guard buckets[bucket]?.isVersioned == true else {
            buckets[bucket]?.objects[key] = nil
            return
        }
        var marker = FakeVersion(content: FakeContent("", size: 0), etag: "", written: writes)
        marker.id = "v\(writes)"
        marker.isDeleteMarker = true
        buckets[bucket]?.objects[key, default: []].append(marker)
    }

    mutating func store(_ version: FakeVersion, _ bucket: String, _ key: String) -> FakeVersion {
        writes += 1
        var version = version
        version.written = writes
        if kmsBuckets.contains(bucket) {
            version.etag = "kms\(writes)" + (version.etag.contains("-") ? "-\(version.parts?.count ?? 1)" : "")
            version.encryption = "aws:kms"
        }
        if buckets[bucket]?.isVersioned == true {
            version.id = "v\(writes)"
            buckets[bucket]?.objects[key, default: []].append(version)
        } else {
            version.id = nil
            buckets[bucket]?.objects[key] = [version]
        }
        return version
    }

    static func multipartETag(_ content: FakeContent, _ parts: [Int64]) -> String {
        "\(FakeContent(parts.map { "\($0)" }.joined(separator: ","), size: 1).digest)\(content.digest)-\(parts.count)"
    }

    /// Answers a request; `nil` when it is for another service.
    public mutating func reply(to request: LoopbackServer.Request) -> LoopbackServer.Reply? {
        if request.text.hasPrefix("Action=GetCallerIdentity") {
            return .status(
                200,
                body:
                    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>\(Self.caller)</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>"
            )
        }
        guard request.header("x-amz-target") == nil, let address = FakeS3Address(request.target),
            buckets[address.bucket] != nil
        else { return nil }
        if let refusal = wrongRegion(request, address) { return refusal }
        do {
            return try answer(request, address)
        } catch {
            return error.reply(isHead: request.method == "HEAD")
        }
    }

    private mutating func answer(
        _ request: LoopbackServer.Request,
        _ address: FakeS3Address
    ) throws(FakeS3Error) -> LoopbackServer.Reply {
        let query = address.query
        switch (request.method, address.key.isEmpty) {
        case ("GET", true) where query["versioning"] != nil:
            let status = buckets[address.bucket]?.isVersioned == true ? "<Status>Enabled</Status>" : ""
            return .status(200, body: "<VersioningConfiguration>\(status)</VersioningConfiguration>")
        case ("GET", true) where query["uploads"] != nil: return listUploads(address)
        case ("HEAD", true):
            return .status(200, headers: regions[address.bucket].map { ["x-amz-bucket-region: \($0)"] } ?? [])
        case ("HEAD", false): return try head(request, address)
        case ("GET", false) where query["tagging"] != nil: return try getTags(address)
        case ("GET", false) where query["uploadId"] != nil: return try listParts(address)
        case ("PUT", false) where query["tagging"] != nil: return try putTags(request, address)
        case ("PUT", false) where query["partNumber"] != nil: return try copyPart(request, address)
        case ("PUT", false) where request.header("x-amz-copy-source") != nil: return try copy(request, address)
        case ("POST", false) where query["uploads"] != nil: return try beginUpload(request, address)
        case ("POST", false) where query["uploadId"] != nil: return try complete(request, address)
        case ("POST", false) where query["restore"] != nil: return .status(202)
        case ("DELETE", false) where query["uploadId"] != nil:
            guard uploads.removeValue(forKey: query["uploadId"] ?? "") != nil else { throw .noSuchUpload }
            return .status(204)
        case ("DELETE", false):
            try checkTarget(request, address)
            delete(address.bucket, address.key)
            return .status(204)
        default: throw FakeS3Error(status: 405, code: "MethodNotAllowed")
        }
    }

    // MARK: Conditions and sources

    func checkTarget(_ request: LoopbackServer.Request, _ address: FakeS3Address) throws(FakeS3Error) {
        let hasCondition = request.header("if-none-match") != nil || request.header("if-match") != nil
        if lacksConditions, hasCondition {
            throw FakeS3Error(
                status: 501,
                code: "NotImplemented",
                message: "A header you provided implies functionality that is not implemented"
            )
        }
        let there = current(address.bucket, address.key)
        if request.header("if-none-match") == "*", there != nil { throw .preconditionFailed("If-None-Match") }
        if let etag = request.header("if-match") {
            guard let there else { throw .noSuchKey }
            guard etag == "\"\(there.etag)\"" else { throw .preconditionFailed("If-Match") }
        }
    }

    func source(_ request: LoopbackServer.Request) throws(FakeS3Error) -> FakeVersion {
        guard let header = request.header("x-amz-copy-source"), let address = FakeS3Address("/\(header)") else {
            throw FakeS3Error(status: 400, code: "InvalidArgument")
        }
        let version = try version(address)
        if let etag = request.header("x-amz-copy-source-if-match"), etag != "\"\(version.etag)\"" {
            throw .preconditionFailed("x-amz-copy-source-If-Match")
        }
        if version.isArchived { throw FakeS3Error(status: 403, code: "ObjectNotInActiveTierError") }
        return version
    }

    func version(_ address: FakeS3Address) throws(FakeS3Error) -> FakeVersion {
        if let id = address.query["versionId"] {
            guard let version = buckets[address.bucket]?.objects[address.key]?.first(where: { $0.id == id }) else {
                throw FakeS3Error(status: 404, code: "NoSuchVersion")
            }
            guard !version.isDeleteMarker else { throw FakeS3Error(status: 400, code: "InvalidRequest") }
            return version
        }
        guard let version = current(address.bucket, address.key) else { throw .noSuchKey }
        return version
    }
}

struct FakeS3Error: Error {
    let status: Int
    let code: String
    var condition: String?
    var message = ""

    static let noSuchKey = FakeS3Error(status: 404, code: "NoSuchKey")
    static let systemTag = FakeS3Error(
        status: 400,
        code: "InvalidTag",
        message: "System tags cannot be added/updated by requester"
    )
    static let noSuchUpload = FakeS3Error(status: 404, code: "NoSuchUpload")

    static func preconditionFailed(_ condition: String) -> FakeS3Error {
        FakeS3Error(status: 412, code: "PreconditionFailed", condition: condition)
    }

    func reply(isHead: Bool) -> LoopbackServer.Reply {
        let condition = condition.map { "<Condition>\($0)</Condition>" } ?? ""
        let body = "<Error><Code>\(code)</Code><Message>\(message)</Message>\(condition)</Error>"
        return .status(status, body: isHead ? "" : body)
    }
}

/// Bucket, key and query of a path-style request, decoded.
struct FakeS3Address {
    let bucket: String
    let key: String
    let query: [String: String]

    init?(_ target: String) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0].hasPrefix("/"), let path = Self.decoded(parts[0].dropFirst()) else { return nil }
        let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
        bucket = String(path[..<slash])
        key = String(Substring(path.utf8[slash...].dropFirst()))
        var query: [String: String] = [:]
        for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query[String(halves[0])] = halves.count > 1 ? Self.decoded(halves[1]) : ""
        }
        self.query = query
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension FakeS3 {
    /// The number of states that a bucket's objects have had, and still have.
    public func versionCount(_ bucket: String) -> Int {
        buckets[bucket]?.objects.values.reduce(0) { $0 + $1.count } ?? 0
    }
}

extension FakeS3 {
    /// Gives the current state other tags, as its owner would.
    public mutating func setTags(_ tags: [(key: String, value: String)], _ bucket: String, _ key: String) {
        guard let last = buckets[bucket]?.objects[key]?.indices.last else { return }
        buckets[bucket]?.objects[key]?[last].tags = tags
    }

    /// Deletes one version for good: an object, or a delete marker.
    ///
    /// - Returns: its id.
    @discardableResult
    public mutating func deleteVersion(_ bucket: String, _ key: String, _ isWanted: (FakeVersion) -> Bool) -> String? {
        guard let index = buckets[bucket]?.objects[key]?.lastIndex(where: isWanted) else { return nil }
        return buckets[bucket]?.objects[key]?.remove(at: index).id
    }

    /// The restore is complete.
    public mutating func thaw(_ bucket: String, _ key: String) {
        guard let last = buckets[bucket]?.objects[key]?.indices.last else { return }
        buckets[bucket]?.objects[key]?[last].isArchived = false
    }
}
