public import UTCTime

extension SigV4Signer {
    /// Makes a presigned query string for a GET request of the path `/`. Anybody who has the query string may use it
    /// for a limited time. The hash is that of an empty body, as all services except S3 require.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
    ///
    /// - Parameters:
    ///   - host: as the service knows itself; the only header that is signed.
    ///   - query: the parameters of the request, not percent-encoded.
    ///   - lifetime: the seconds from `time` that the signature counts for.
    ///   - time: the signing time, corrected for clock skew by the caller.
    /// - Returns: all parameters, not percent-encoded, sorted by name, the signature last.
    public func presign(
        host: String,
        query: [(name: String, value: String)],
        lifetime: Int,
        with credentials: Credentials,
        at time: UTCTime
    ) -> [(name: String, value: String)] {
        let timestamp = time.basic
        let date = String(Substring(timestamp.utf8.prefix(8)))
        var query = query
        query.append(("X-Amz-Algorithm", "AWS4-HMAC-SHA256"))
        query.append(("X-Amz-Credential", "\(credentials.accessKeyID)/\(date)\(scope)"))
        query.append(("X-Amz-Date", timestamp))
        query.append(("X-Amz-Expires", "\(lifetime)"))
        if let token = credentials.sessionToken { query.append(("X-Amz-Security-Token", token)) }
        query.append(("X-Amz-SignedHeaders", "host"))
        query.sort { ($0.name, $0.value) < ($1.name, $1.value) }
        let canonicalQuery = query.map {
            "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))"
        }.joined(separator: "&")
        let canonicalRequest = "GET\n/\n\(canonicalQuery)\nhost:\(host)\n\nhost\n\(Self.emptyHash)"
        let hash = Digest.hex(Digest.sha256(Array(canonicalRequest.utf8)))
        let stringToSign = "AWS4-HMAC-SHA256\n\(timestamp)\n\(date)\(scope)\n\(hash)"
        query.append(
            ("X-Amz-Signature", signature(of: Array(stringToSign.utf8), credentials.secretAccessKey, date))
        )
        return query
    }
}
