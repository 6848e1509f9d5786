public import HTTPTransport
import Synchronization
public import UTCTime

/// Signs requests with AWS Signature Version 4 in the `Authorization` header.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
public final class SigV4Signer: Sendable {
    /// The form of the path in a service's canonical request.
    public enum PathRule: Sendable {
        /// The path is encoded once more, and dot segments are removed. Every service except S3 needs this.
        case normalizedAndEncodedTwice
        /// The path is used exactly as sent. S3 needs this, because `a//b` and `../x` are names of objects there.
        case asSent
    }

    /// The signing key of one day. It is kept because deriving it costs more than the signature itself.
    private struct DayKey {
        let secret: String
        let date: String
        let key: HMACKey
    }

    private let service: String
    private let region: String
    /// The credential scope without its date: `/eu-west-1/s3/aws4_request`.
    let scope: String
    private let pathRule: PathRule
    private let dayKey = Mutex<DayKey?>(nil)

    /// Makes a signer for one service in one region.
    ///
    /// - Parameters:
    ///   - service: the signing name, e.g. `s3`, `redshift-data`.
    ///   - region: the region the endpoint is in.
    public init(service: String, region: String, pathRule: PathRule) {
        self.service = service
        self.region = region
        scope = "/\(region)/\(service)/aws4_request"
        self.pathRule = pathRule
    }

    /// Adds `x-amz-date`, `x-amz-security-token`, `x-amz-content-sha256` (S3 only) and `authorization` to a request.
    ///
    /// - Parameters:
    ///   - request: the request, whose absolute URL has path and query percent-encoded as they will be sent.
    ///   - time: the signing time, corrected for clock skew by the caller.
    public func sign(_ request: inout HTTPRequest, with credentials: Credentials, at time: UTCTime) {
        let url = URLParts(request.url)
        let payloadHash = request.body.isEmpty ? Self.emptyHash : Digest.hex(Digest.sha256(request.body))
        let timestamp = time.basic
        let date = String(Substring(timestamp.utf8.prefix(8)))
        request.headers["x-amz-date"] = timestamp
        request.headers["x-amz-security-token"] = credentials.sessionToken
        if pathRule == .asSent { request.headers["x-amz-content-sha256"] = payloadHash }

        let headers = CanonicalHeaders(request.headers, host: url.authority)
        var canonicalRequest: [UInt8] = []
        canonicalRequest.reserveCapacity(1024)
        for line in [request.method.rawValue, canonicalPath(url.path), canonicalQuery(url.query)] {
            canonicalRequest.append(utf8Of: line)
            canonicalRequest.append(UInt8(ascii: "\n"))
        }
        headers.appendLines(to: &canonicalRequest)
        canonicalRequest.append(UInt8(ascii: "\n"))
        canonicalRequest += headers.names
        canonicalRequest.append(UInt8(ascii: "\n"))
        canonicalRequest.append(utf8Of: payloadHash)

        var stringToSign: [UInt8] = []
        stringToSign.reserveCapacity(256)
        stringToSign.append(utf8Of: "AWS4-HMAC-SHA256\n")
        stringToSign.append(utf8Of: timestamp)
        stringToSign.append(UInt8(ascii: "\n"))
        stringToSign.append(utf8Of: date)
        stringToSign.append(utf8Of: scope)
        stringToSign.append(UInt8(ascii: "\n"))
        stringToSign.append(utf8Of: Digest.hex(Digest.sha256(canonicalRequest)))

        var authorization: [UInt8] = []
        authorization.reserveCapacity(512)
        authorization.append(utf8Of: "AWS4-HMAC-SHA256 Credential=")
        authorization.append(utf8Of: credentials.accessKeyID)
        authorization.append(UInt8(ascii: "/"))
        authorization.append(utf8Of: date)
        authorization.append(utf8Of: scope)
        authorization.append(utf8Of: ", SignedHeaders=")
        authorization += headers.names
        authorization.append(utf8Of: ", Signature=")
        authorization.append(utf8Of: signature(of: stringToSign, credentials.secretAccessKey, date))
        request.headers["authorization"] = String(decoding: authorization, as: UTF8.self)
    }

    func signature(of text: [UInt8], _ secret: String, _ date: String) -> String {
        let code = dayKey.withLock { known in
            if let known, known.date == date, known.secret == secret { return known.key.code(of: text) }
            var key = HMACKey(Array("AWS4\(secret)".utf8))
            for part in [date, region, service, "aws4_request"] { key = HMACKey(key.code(of: part)) }
            known = DayKey(secret: secret, date: date, key: key)
            return key.code(of: text)
        }
        return Digest.hex(code)
    }

    private func canonicalPath(_ path: String) -> String {
        let path = path.isEmpty ? "/" : path
        switch pathRule {
        case .asSent: return path
        case .normalizedAndEncodedTwice: return PercentEncoding.encodePath(withoutDotSegments(path))
        }
    }

    static let emptyHash = Digest.hex(Digest.sha256([]))
}

/// Sorts parameters by name, then by value. A parameter without `=` gets one.
private func canonicalQuery(_ query: String) -> String {
    guard !query.isEmpty else { return "" }
    return query.split(separator: "&").map { item in
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
