public import HTTPTransport
import Synchronization
public import UTCTime

/// Signs requests with AWS Signature Version 4 in the `Authorization` header.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
public final class SigV4Signer: Sendable {
    /// Form of the path in a service's canonical request.
    public enum PathRule: Sendable {
        /// Encoded once more and dot segments removed: every service but S3.
        case normalizedAndEncodedTwice
        /// Exactly as sent: S3, where `a//b` and `../x` are names of objects.
        case asSent
    }

    /// The key of one day; deriving it costs more than the signature itself.
    private struct DayKey {
        let secret: String
        let date: String
        let key: HMACKey
    }

    private let service: String
    private let region: String
    private let pathRule: PathRule
    private let dayKey = Mutex<DayKey?>(nil)

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
        let timestamp = time.basic
        let date = String(timestamp.prefix(8))
        request.headers["X-Amz-Date"] = timestamp
        request.headers["X-Amz-Security-Token"] = credentials.sessionToken
        if pathRule == .asSent { request.headers["x-amz-content-sha256"] = payloadHash }

        let headers = CanonicalHeaders(request.headers, host: url.authority)
        var canonicalRequest: [UInt8] = []
        canonicalRequest.reserveCapacity(1024)
        for line in [request.method.rawValue, canonicalPath(url.path), canonicalQuery(url.query)] {
            canonicalRequest += line.utf8
            canonicalRequest.append(UInt8(ascii: "\n"))
        }
        headers.appendLines(to: &canonicalRequest)
        canonicalRequest.append(UInt8(ascii: "\n"))
        canonicalRequest += headers.names.utf8
        canonicalRequest.append(UInt8(ascii: "\n"))
        canonicalRequest += payloadHash.utf8

        let scope = "\(date)/\(region)/\(service)/aws4_request"
        let stringToSign =
            "AWS4-HMAC-SHA256\n\(timestamp)\n\(scope)\n" + Digest.hex(Digest.sha256(canonicalRequest))
        let signature = signature(of: stringToSign, credentials.secretAccessKey, date)
        request.headers["Authorization"] =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
            + "SignedHeaders=\(headers.names), Signature=\(signature)"
    }

    private func signature(of text: String, _ secret: String, _ date: String) -> String {
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

    private static let emptyHash = Digest.hex(Digest.sha256([]))
}

/// Sorted by name, then value; a parameter without `=` gets one.
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
