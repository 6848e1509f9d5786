import TestSupport

@testable import RedshiftUnloader

/// Objects by bucket and key; ListObjectsV2 in pages of two.
enum FakeObjects {
    static func answer(to request: LoopbackServer.Request, _ world: inout FakeCloud.World) -> LoopbackServer.Reply {
        let parts = request.target.dropFirst().split(separator: "?", maxSplits: 1)
        let key = percentDecoded(String(parts.first ?? ""))
        let query = parts.count > 1 ? String(parts[1]) : ""
        world.log.append("S3 \(request.method)")
        if let index = world.failures.firstIndex(where: { $0.operation == "S3 \(request.method)" && $0.times > 0 }) {
            world.failures[index].times -= 1
            let code = world.failures[index].code
            return .status(world.failures[index].status, body: "<Error><Code>\(code)</Code></Error>")
        }
        switch request.method {
        case "PUT" where request.header("x-amz-copy-source") != nil: return copy(request, to: key, query, &world)
        case "POST": return upload(request, to: key, query, &world)
        case "DELETE" where query.contains("uploadId="):
            world.uploads[key] = nil
            return .status(204)
        case "PUT":
            world.objects[key] = request.body
            if key.hasSuffix("_SUCCESS.json") { world.published[key, default: []].append(request.body) }
            return .status(200, headers: ["ETag: \"e\""])
        case "DELETE":
            world.objects[key] = nil
            return .status(204)
        case "GET" where query.contains("list-type=2"): return list(key, query, world)
        case "GET":
            guard let bytes = world.objects[key] else {
                return .status(404, body: "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>")
            }
            return .status(200, headers: ["ETag: \"e\""], body: String(decoding: bytes, as: UTF8.self))
        default: return .status(405)
        }
    }

    /// CopyObject and UploadPartCopy.
    private static func copy(
        _ request: LoopbackServer.Request,
        to key: String,
        _ query: String,
        _ world: inout FakeCloud.World
    ) -> LoopbackServer.Reply {
        let source = percentDecoded(String(request.header("x-amz-copy-source")?.drop { $0 == "/" } ?? ""))
        guard let bytes = world.objects[source] else {
            return .status(404, body: "<Error><Code>NoSuchKey</Code><Message>no</Message></Error>")
        }
        if query.contains("partNumber=") {
            guard world.uploads[key] != nil, let range = request.header("x-amz-copy-source-range") else {
                return .status(404, body: "<Error><Code>NoSuchUpload</Code></Error>")
            }
            let bounds = range.dropFirst("bytes=".count).split(separator: "-").compactMap { Int64($0) }
            world.uploads[key, default: 0] += bounds.count == 2 ? bounds[1] - bounds[0] + 1 : 0
            world.objects["upload of \(key)"] = bytes
            return .status(200, body: "<CopyPartResult><ETag>p</ETag></CopyPartResult>")
        }
        guard world.size(source) <= 5 << 30 else {
            return .status(400, body: "<Error><Code>EntityTooLarge</Code></Error>")
        }
        world.objects[key] = bytes
        world.sizes[key] = world.sizes[source]
        world.copies.append(request.header("x-amz-server-side-encryption-aws-kms-key-id") ?? "")
        return .status(200, body: "<CopyObjectResult><ETag>e</ETag></CopyObjectResult>")
    }

    /// CreateMultipartUpload and CompleteMultipartUpload.
    private static func upload(
        _ request: LoopbackServer.Request,
        to key: String,
        _ query: String,
        _ world: inout FakeCloud.World
    ) -> LoopbackServer.Reply {
        if query.hasPrefix("uploads") {
            world.uploads[key] = 0
            let id = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
            return .status(200, body: id)
        }
        guard let size = world.uploads.removeValue(forKey: key),
            let bytes = world.objects.removeValue(forKey: "upload of \(key)")
        else { return .status(404, body: "<Error><Code>NoSuchUpload</Code></Error>") }
        world.objects[key] = bytes
        world.sizes[key] = size
        let result = "<CompleteMultipartUploadResult><ETag>m-2</ETag></CompleteMultipartUploadResult>"
        return .status(200, body: result)
    }

    private static func list(_ bucket: String, _ query: String, _ world: FakeCloud.World) -> LoopbackServer.Reply {
        var parameters: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1).map(String.init)
            parameters[halves[0]] = halves.count > 1 ? percentDecoded(halves[1]) : ""
        }
        let after = parameters["continuation-token"] ?? ""
        let keys = world.objects.keys.filter {
            $0.hasPrefix("\(bucket)/\(parameters["prefix"] ?? "")") && $0 > after
        }.sorted()
        var body = "<ListBucketResult><IsTruncated>\(keys.count > 2)</IsTruncated>"
        if keys.count > 2 { body += "<NextContinuationToken>\(keys[1])</NextContinuationToken>" }
        for key in keys.prefix(2) {
            let size = world.size(key)
            body +=
                "<Contents><Key>\(key.dropFirst(bucket.count + 1))</Key><Size>\(size)</Size><ETag>e</ETag></Contents>"
        }
        return .status(200, body: body + "</ListBucketResult>")
    }

    private static func percentDecoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
