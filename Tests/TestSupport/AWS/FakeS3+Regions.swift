extension FakeS3 {
    /// The ways in which S3 says that a request was signed for another region than its bucket's.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
    public enum WrongRegionForm: String, Sendable, CaseIterable {
        /// 301 with `<Endpoint>` and the header; a HEAD has the header alone.
        case permanentRedirect = "PermanentRedirect"
        /// 301 with `<Endpoint>` alone, as stores behind a proxy that drops headers answer.
        case endpointOnly = "PermanentRedirect "
        /// 307 with `Location`: the bucket is young.
        case temporaryRedirect = "TemporaryRedirect"
        /// 400 with `<Region>`; a HEAD has the header alone.
        case malformedAuthorization = "AuthorizationHeaderMalformed"
        /// 400 with the region in the message alone; a HEAD of an object has nothing, one of the bucket has the header.
        case optIn = "IllegalLocationConstraintException"

        var code: String { rawValue.split(separator: " ").first.map(String.init) ?? rawValue }
    }

    /// The region of a bucket; buckets that nothing is said of are in every region.
    public mutating func setRegion(_ region: String, of bucket: String) { regions[bucket] = region }

    /// S3's refusal of a request for a bucket of another region. CopyObject and UploadPartCopy are judged by their target's:
    /// S3 reads the source itself.
    mutating func wrongRegion(_ request: LoopbackServer.Request, _ address: FakeS3Address) -> LoopbackServer.Reply? {
        let scope = (request.header("authorization") ?? "").split(separator: "Credential=").last ?? ""
        let fields = scope.prefix { $0 != "," }.split(separator: "/")
        guard let home = regions[address.bucket], fields.count == 5, fields[2] != home else { return nil }
        misdirected += 1
        let endpoint = "\(address.bucket).s3.\(home).amazonaws.com"
        let named = ["x-amz-bucket-region: \(home)"]
        if request.method == "HEAD" {
            switch wrongRegionForm {
            case .permanentRedirect, .endpointOnly: return .status(301, headers: named)
            case .temporaryRedirect: return .status(307, headers: ["Location: https://\(endpoint)/\(address.key)"])
            case .malformedAuthorization: return .status(400, headers: named)
            case .optIn: return .status(400, headers: address.key.isEmpty ? named : [])
            }
        }
        func body(_ message: String, _ more: String = "") -> String {
            "<Error><Code>\(wrongRegionForm.code)</Code><Message>\(message)</Message>\(more)</Error>"
        }
        let redirect = body("must be addressed using the specified endpoint", "<Endpoint>\(endpoint)</Endpoint>")
        switch wrongRegionForm {
        case .permanentRedirect: return .status(301, headers: named, body: redirect)
        case .endpointOnly: return .status(301, body: redirect)
        case .temporaryRedirect:
            return .status(307, headers: ["Location: https://\(endpoint)/\(address.key)"], body: redirect)
        case .malformedAuthorization:
            return .status(
                400,
                body: body(
                    "The authorization header is malformed; the region '\(fields[2])' is wrong; expecting '\(home)'",
                    "<Region>\(home)</Region>"
                )
            )
        case .optIn:
            return .status(
                400,
                body: body(
                    "The \(home) location constraint is incompatible for the region specific endpoint this request was sent to."
                )
            )
        }
    }
}
