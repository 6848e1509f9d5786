public import HTTPTransport
import Synchronization
public import UTCTime

/// Signs requests with AWS Signature Version 4 in the `Authorization` header.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
public final class SigV4Signer: Sendable {
    /// How a service wants its path in the canonical request.
    public enum PathRule: Sendable {
        /// Encoded once more and dot segments removed: every service but S3.
        case normalizedAndEncodedTwice
        /// Exactly as sent: S3, where `a//b` and `../x` are names of objects.
        case asSent
    }

    private struct KeyScope: Equatable {
        var secret: String
        var date: String
    }

    private let service: String
    private let region: String
    private let pathRule: PathRule
    /// The derived key is good for a day; deriving it costs more than the signature itself.
    private let cachedKey = Mutex<(scope: KeyScope, key: [UInt8])?>(nil)

    /// - Parameters:
    ///   - service: the signing name, e.g. `s3`, `redshift-data`.
    ///   - region: the region the endpoint is in.
    public init(service: String, region: String, pathRule: PathRule) {
        self.service = service
        self.region = region
        self.pathRule = pathRule
    }

    /// Adds `X-Amz-Date`, `X-Amz-Security-Token`, `x-amz-content-sha256` (S3 only) and `Authorization` to a request.
    ///
    /// - Parameters:
    ///   - request: with an absolute URL whose path and query are percent-encoded as they will be sent.
    ///   - time: the signing time, corrected for clock skew by the caller.
    public func sign(_ request: inout HTTPRequest, with credentials: Credentials, at time: UTCTime) {
        let url = URLParts(request.url)
        let payloadHash = request.body.isEmpty ? Self.emptyHash : Digest.hex(Digest.sha256(request.body))
        request.headers["X-Amz-Date"] = time.basic
        request.headers["X-Amz-Security-Token"] = credentials.sessionToken
        if pathRule == .asSent { request.headers["x-amz-content-sha256"] = payloadHash }

        let canonicalHeaders = CanonicalHeaders(request.headers, host: url.authority)
        let canonicalRequest = [
            request.method.rawValue,
            canonicalPath(url.path),
            canonicalQuery(url.query),
            canonicalHeaders.block,
            canonicalHeaders.names,
            payloadHash,
        ].joined(separator: "\n")
        let scope = "\(time.basicDate)/\(region)/\(service)/aws4_request"
        let stringToSign = [
            "AWS4-HMAC-SHA256", time.basic, scope, Digest.hex(Digest.sha256(Array(canonicalRequest.utf8))),
        ].joined(separator: "\n")
        let signature = Digest.hex(Digest.hmac(signingKey(credentials.secretAccessKey, time.basicDate), stringToSign))
        request.headers["Authorization"] =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(canonicalHeaders.names), Signature=\(signature)"
    }

    private func signingKey(_ secret: String, _ date: String) -> [UInt8] {
        let scope = KeyScope(secret: secret, date: date)
        return cachedKey.withLock { cached in
            if let cached, cached.scope == scope { return cached.key }
            let dateKey = Digest.hmac(Array("AWS4\(secret)".utf8), date)
            let key = Digest.hmac(Digest.hmac(Digest.hmac(dateKey, region), service), "aws4_request")
            cached = (scope, key)
            return key
        }
    }

    private func canonicalPath(_ path: String) -> String {
        let path = path.isEmpty ? "/" : path
        switch pathRule {
        case .asSent: return path
        case .normalizedAndEncodedTwice: return PercentEncoding.encodePath(withoutDotSegments(path))
        }
    }

    private static let emptyHash = Digest.hex(Digest.sha256([]))
}

/// Sorted by name, then value; a parameter without `=` gets one.
private func canonicalQuery(_ query: String) -> String {
    query.split(separator: "&").map { item in
        let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (name: String(pair[0]), value: pair.count > 1 ? String(pair[1]) : "")
    }
    .sorted { ($0.name, $0.value) < ($1.name, $1.value) }
    .map { "\($0.name)=\($0.value)" }
    .joined(separator: "&")
}

private func withoutDotSegments(_ path: String) -> String {
    var kept: [Substring] = []
    for segment in path.split(separator: "/") where segment != "." {
        if segment == ".." { kept = kept.dropLast() } else { kept.append(segment) }
    }
    let end = path.hasSuffix("/") && !kept.isEmpty ? "/" : ""
    return "/" + kept.joined(separator: "/") + end
}

/// The headers that are signed: all of them, but for those a proxy or libcurl may change on the way.
private struct CanonicalHeaders {
    /// `name:value` lines, each ended, as the canonical request wants them.
    let block: String
    /// `;`-separated.
    let names: String

    private static let unsigned: Set<String> = [
        "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id",
    ]

    init(_ headers: HTTPHeaders, host: String) {
        var fields = [(name: "host", value: host)]
        for field in headers.fields {
            let name = field.name.lowercased()
            guard name != "host", !Self.unsigned.contains(name) else { continue }
            let value = singleSpaced(field.value)
            if let index = fields.firstIndex(where: { $0.name == name }) {
                fields[index].value += ",\(value)"
            } else {
                fields.append((name, value))
            }
        }
        fields.sort { $0.name < $1.name }
        block = fields.map { "\($0.name):\($0.value)\n" }.joined()
        names = fields.map(\.name).joined(separator: ";")
    }
}

/// Runs of white space become one space, none stays at the ends. By bytes: this runs for every header of every request.
private func singleSpaced(_ value: String) -> String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    var spaced: [UInt8] = []
    spaced.reserveCapacity(value.utf8.count)
    for byte in value.utf8 {
        if !isSpace(byte) {
            spaced.append(byte)
        } else if let last = spaced.last, last != 0x20 {
            spaced.append(0x20)
        }
    }
    if spaced.last == 0x20 { spaced.removeLast() }
    return String(decoding: spaced, as: UTF8.self)
}

/// An absolute URL cut at its delimiters, nothing decoded.
private struct URLParts {
    /// Host, with the port unless it is the scheme's own: what libcurl sends as `Host`.
    let authority: String
    let path: String
    let query: String

    init(_ url: String) {
        let bytes = url.utf8
        let start = bytes.firstRange(of: "://".utf8)?.upperBound ?? bytes.startIndex
        let pathStart =
            bytes[start...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? bytes.endIndex
        let queryStart = bytes[pathStart...].firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        var host = String(url[start..<pathStart])
        if url.hasPrefix("https://"), host.hasSuffix(":443") { host.removeLast(4) }
        if url.hasPrefix("http://"), host.hasSuffix(":80") { host.removeLast(3) }
        authority = host
        path = String(url[pathStart..<queryStart])
        query = queryStart == bytes.endIndex ? "" : String(url[bytes.index(after: queryStart)...])
    }
}
