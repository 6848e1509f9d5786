extension FakeS3 {
    private static let systemHeaders = [
        "content-type", "cache-control", "content-disposition", "content-encoding", "content-language", "expires",
    ]

    mutating func copy(
        _ request: LoopbackServer.Request,
        _ address: FakeS3Address
    ) throws(FakeS3Error) -> LoopbackServer.Reply {
        let source = try source(request)
        try checkTarget(request, address)
        guard source.content.size <= Self.largestCopy else {
            throw FakeS3Error(
                status: 400,
                code: "InvalidRequest",
                message:
                    "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120"
            )
        }
        var copy = source
        copy.etag = source.content.digest
        copy.parts = nil
        // S3 makes a checksum of the whole of what had one of its parts.
        copy.compositeChecksum = nil
        copy.isArchived = false
        copy.tags.removeAll { $0.key.hasPrefix("aws:") }
        if request.header("x-amz-metadata-directive") == "REPLACE" { copy.properties = Self.properties(request) }
        copy.storageClass = request.header("x-amz-storage-class")
        copy.encryption = request.header("x-amz-server-side-encryption")
        let stored = store(copy, address.bucket, address.key)
        return .status(
            200,
            headers: stored.id.map { ["x-amz-version-id: \($0)"] } ?? [],
            body: "<CopyObjectResult><ETag>\"\(stored.etag)\"</ETag></CopyObjectResult>"
        )
    }

    func head(_ request: LoopbackServer.Request, _ address: FakeS3Address) throws(FakeS3Error) -> LoopbackServer.Reply {
        let version = try version(address)
        if let etag = request.header("if-match"), etag != "\"\(version.etag)\"" {
            throw .preconditionFailed("If-Match")
        }
        var headers = ["ETag: \"\(version.etag)\"", "Last-Modified: \(version.lastModified)"]
        if let id = version.id { headers.append("x-amz-version-id: \(id)") }
        if version.isArchived { headers.append("x-amz-storage-class: GLACIER") }
        if let storageClass = version.storageClass { headers.append("x-amz-storage-class: \(storageClass)") }
        if !version.tags.isEmpty { headers.append("x-amz-tagging-count: \(version.tags.count)") }
        headers += version.properties.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        if let encryption = version.encryption { headers.append("x-amz-server-side-encryption: \(encryption)") }
        if let composite = version.compositeChecksum, request.header("x-amz-checksum-mode") == "ENABLED" {
            headers += ["x-amz-checksum-crc32: \(composite)", "x-amz-checksum-type: COMPOSITE"]
        }
        if version.hasChecksum, request.header("x-amz-checksum-mode") == "ENABLED" {
            headers += ["x-amz-checksum-crc64nvme: \(version.checksum)", "x-amz-checksum-type: FULL_OBJECT"]
        }
        if let number = address.query["partNumber"].flatMap({ Int($0) }) {
            let parts = version.parts ?? [version.content.size]
            guard parts.indices.contains(number - 1) else { throw FakeS3Error(status: 416, code: "InvalidPartNumber") }
            if version.parts != nil { headers.append("x-amz-mp-parts-count: \(parts.count)") }
            headers.append("Content-Length: \(parts[number - 1])")
            return .status(206, headers: headers)
        }
        headers.append("Content-Length: \(version.content.size)")
        return .status(200, headers: headers)
    }

    private static func properties(_ request: LoopbackServer.Request) -> [String: String] {
        var properties: [String: String] = [:]
        for (name, value) in request.headers where systemHeaders.contains(name) || name.hasPrefix("x-amz-meta-") {
            properties[name] = value
        }
        return properties
    }

    // MARK: Tags

    func getTags(_ address: FakeS3Address) throws(FakeS3Error) -> LoopbackServer.Reply {
        let tags = try version(address).tags.map {
            "<Tag><Key>\(escaped($0.key))</Key><Value>\(escaped($0.value))</Value></Tag>"
        }
        return .status(200, body: "<Tagging><TagSet>\(tags.joined())</TagSet></Tagging>")
    }

    mutating func putTags(
        _ request: LoopbackServer.Request,
        _ address: FakeS3Address
    ) throws(FakeS3Error) -> LoopbackServer.Reply {
        let wanted = try version(address)
        guard request.header("x-amz-checksum-sha256") != nil || request.header("content-md5") != nil else {
            throw FakeS3Error(status: 400, code: "InvalidRequest", message: "Missing required header: Content-MD5")
        }
        let tags = request.text.split(separator: "<Tag>").dropFirst().map { tag in
            (key: between("<Key>", "</Key>", String(tag)), value: between("<Value>", "</Value>", String(tag)))
        }
        guard !tags.contains(where: { $0.key.hasPrefix("aws:") }) else { throw .systemTag }
        let versions = buckets[address.bucket]?.objects[address.key] ?? []
        if let index = versions.lastIndex(where: { $0.written == wanted.written }) {
            buckets[address.bucket]?.objects[address.key]?[index].tags = tags
        }
        return .status(200)
    }

    // MARK: Uploads

    mutating func beginUpload(
        _ request: LoopbackServer.Request,
        _ address: FakeS3Address
    ) throws(FakeS3Error) -> LoopbackServer.Reply {
        writes += 1
        var version = FakeVersion(content: FakeContent("", size: 0), etag: "", written: 0)
        version.properties = Self.properties(request)
        for pair in (request.header("x-amz-tagging") ?? "").split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
            version.tags.append((halves[0], halves.count > 1 ? halves[1] : ""))
        }
        guard !version.tags.contains(where: { $0.key.hasPrefix("aws%3A") || $0.key.hasPrefix("aws:") }) else {
            throw .systemTag
        }
        version.storageClass = request.header("x-amz-storage-class")
        version.encryption = request.header("x-amz-server-side-encryption")
        let id = "upload-\(writes)"
        uploads[id] = FakeUpload(
            bucket: address.bucket,
            key: address.key,
            initiator: Self.caller,
            initiated: time,
            version: version,
            wantsChecksum: request.header("x-amz-checksum-type") == "FULL_OBJECT"
        )
        return .status(
            200,
            body: "<InitiateMultipartUploadResult><UploadId>\(id)</UploadId></InitiateMultipartUploadResult>"
        )
    }

    func upload(_ address: FakeS3Address) throws(FakeS3Error) -> FakeUpload {
        guard let upload = uploads[address.query["uploadId"] ?? ""], upload.bucket == address.bucket,
            upload.key == address.key
        else { throw .noSuchUpload }
        return upload
    }

    mutating func copyPart(
        _ request: LoopbackServer.Request,
        _ address: FakeS3Address
    ) throws(FakeS3Error) -> LoopbackServer.Reply {
        _ = try upload(address)
        let source = try source(request)
        guard let number = address.query["partNumber"].flatMap({ Int($0) }), (1...10_000).contains(number),
            let range = Self.range(request.header("x-amz-copy-source-range"), of: source.content.size),
            range.upperBound <= source.content.size, range.count <= Int(Self.largestCopy)
        else { throw FakeS3Error(status: 400, code: "InvalidArgument") }
        let content = source.content.slice(range)
        uploads[address.query["uploadId"] ?? ""]?.parts[number] = .init(content: content, etag: content.digest)
        return .status(200, body: "<CopyPartResult><ETag>\"\(content.digest)\"</ETag></CopyPartResult>")
    }

    /// A range of a source of 5 MB or less is refused.
    private static func range(_ header: String?, of size: Int64) -> Range<Int64>? {
        guard let header else { return 0..<size }
        guard size > 5_000_000 else { return nil }
        let bounds = header.dropFirst("bytes=".count).split(separator: "-").compactMap { Int64($0) }
        guard header.hasPrefix("bytes="), bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
        return bounds[0]..<bounds[1] + 1
    }

    func listParts(_ address: FakeS3Address) throws(FakeS3Error) -> LoopbackServer.Reply {
        let marker = address.query["part-number-marker"].flatMap { Int($0) } ?? 0
        let limit = min(address.query["max-parts"].flatMap { Int($0) } ?? 1_000, 1_000)
        let all = try upload(address).parts.filter { $0.key > marker }.sorted { $0.key < $1.key }
        let page = all.prefix(limit)
        let parts = page.map {
            "<Part><PartNumber>\($0.key)</PartNumber><ETag>\"\($0.value.etag)\"</ETag><Size>\($0.value.content.size)</Size></Part>"
        }
        let next = page.last.map { "<NextPartNumberMarker>\($0.key)</NextPartNumberMarker>" } ?? ""
        return .status(
            200,
            body:
                "<ListPartsResult><IsTruncated>\(all.count > limit)</IsTruncated>\(next)\(parts.joined())</ListPartsResult>"
        )
    }

    func listUploads(_ address: FakeS3Address) -> LoopbackServer.Reply {
        let found = uploads.filter {
            $0.value.bucket == address.bucket && $0.value.key.hasPrefix(address.query["prefix"] ?? "")
        }
        let entries = found.sorted { $0.key < $1.key }.map {
            "<Upload><Key>\($0.value.key)</Key><UploadId>\($0.key)</UploadId><Initiator><ID>\($0.value.initiator)</ID></Initiator><Initiated>\($0.value.initiated)</Initiated></Upload>"
        }
        return .status(
            200,
            body:
                "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>\(entries.joined())</ListMultipartUploadsResult>"
        )
    }

    mutating func complete(
        _ request: LoopbackServer.Request,
        _ address: FakeS3Address
    ) throws(FakeS3Error) -> LoopbackServer.Reply {
        let upload = try upload(address)
        try checkTarget(request, address)
        var contents: [FakeContent] = []
        let named = request.text.split(separator: "<Part>").dropFirst().map(String.init)
        for (index, element) in named.enumerated() {
            guard let number = Int(between("<PartNumber>", "</PartNumber>", element)), let part = upload.parts[number],
                between("<ETag>", "</ETag>", element) == "\"\(part.etag)\""
            else { throw FakeS3Error(status: 400, code: "InvalidPart") }
            guard part.content.size >= Self.smallestPart || index == named.count - 1 else {
                throw FakeS3Error(status: 400, code: "EntityTooSmall")
            }
            contents.append(part.content)
        }
        var version = upload.version
        version.content = FakeContent(joining: contents)
        version.parts = contents.map(\.size)
        version.etag = Self.multipartETag(version.content, version.parts ?? [])
        if let size = request.header("x-amz-mp-object-size"), size != "\(version.content.size)" {
            throw FakeS3Error(status: 400, code: "InvalidRequest")
        }
        if upload.wantsChecksum {
            guard request.header("x-amz-checksum-crc64nvme") == version.checksum else {
                throw FakeS3Error(status: 400, code: "BadDigest")
            }
            version.hasChecksum = true
        }
        uploads[address.query["uploadId"] ?? ""] = nil
        let stored = store(version, address.bucket, address.key)
        return .status(
            200,
            headers: stored.id.map { ["x-amz-version-id: \($0)"] } ?? [],
            body: "<CompleteMultipartUploadResult><ETag>\"\(stored.etag)\"</ETag></CompleteMultipartUploadResult>"
        )
    }
}

private func between(_ start: String, _ end: String, _ text: String) -> String {
    guard let from = text.firstRange(of: start), let to = text[from.upperBound...].firstRange(of: end) else {
        return ""
    }
    return String(text[from.upperBound..<to.lowerBound]).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        .replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
}

private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
}
