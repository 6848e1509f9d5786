import AWSS3

/// One entry of a route table on its way to a route. Each reader takes what it is asked for, or says what is wrong.
struct RouteFields {
    struct Wrong: Error {
        /// Completes "route 3 …".
        let expected: String
    }

    private static let known = [
        "sourceBucket", "prefix", "suffix", "minSize", "maxSize", "tags", "targetBucket", "targetKey", "storageClass",
        "encryption", "kmsKey", "requesterPays", "sourceOwner", "targetOwner",
    ]
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html; not those S3 alone gives.
    private static let storageClasses = [
        "STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE",
        "REDUCED_REDUNDANCY",
    ]

    private let fields: [String: RouteValue]

    init(_ fields: [String: RouteValue]) throws(Wrong) {
        self.fields = fields
        if let unknown = fields.keys.sorted().first(where: { !Self.known.contains($0) }) {
            throw Wrong(
                expected: "not to have a field \"\(unknown)\"; the fields are \(Self.known.joined(separator: ", "))"
            )
        }
    }

    func route() throws(Wrong) -> CopyRoute {
        let source = try bucket("sourceBucket")
        guard let target = try bucket("targetBucket") else { throw Wrong(expected: "to have a \"targetBucket\"") }
        guard source != target else {
            throw Wrong(
                expected:
                    "to have different buckets as \"sourceBucket\" and \"targetBucket\": each copy would be copied again"
            )
        }
        var route = CopyRoute(sourceBucket: source, targetBucket: target)
        route.prefix = try text("prefix") ?? ""
        route.suffix = try text("suffix") ?? ""
        route.filter.sizes = try sizes()
        route.filter.tags = try tags()
        let template = try text("targetKey") ?? "{key}"
        guard let targetKey = KeyTemplate(template) else {
            throw Wrong(
                expected:
                    "to have a \"targetKey\" made of text and {key}, {basename}, {ext}, {bucket}, {date:yyyy/MM/dd}, with {key} or {basename} in it, not \"\(template)\""
            )
        }
        route.targetKey = targetKey
        route.storageClass = try oneOf(Self.storageClasses, "storageClass")
        route.encryption = try encryption()
        if case .flag(let pays)? = fields["requesterPays"] {
            route.paysRequester = pays
        } else if fields["requesterPays"] != nil {
            throw Wrong(expected: "to have true or false as \"requesterPays\"")
        }
        route.sourceOwner = try account("sourceOwner")
        route.targetOwner = try account("targetOwner")
        return route
    }

    private func text(_ name: String) throws(Wrong) -> String? {
        switch fields[name] {
        case nil: return nil
        case .text(let text)?: return text
        case _?: throw Wrong(expected: "to have text as \"\(name)\"")
        }
    }

    private func bucket(_ name: String) throws(Wrong) -> String? {
        guard let bucket = try text(name) else { return nil }
        guard CopyRoute.isBucketName(bucket) else {
            throw Wrong(expected: "to have a bucket name as \"\(name)\", not \"\(bucket)\"")
        }
        return bucket
    }

    private func account(_ name: String) throws(Wrong) -> String? {
        guard let account = try text(name) else { return nil }
        guard account.utf8.count == 12, account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw Wrong(expected: "to have the 12 digits of an account as \"\(name)\", not \"\(account)\"")
        }
        return account
    }

    private func oneOf(_ allowed: [String], _ name: String) throws(Wrong) -> String? {
        guard let value = try text(name) else { return nil }
        guard allowed.contains(value) else {
            throw Wrong(
                expected: "to have one of \(allowed.joined(separator: ", ")) as \"\(name)\", not \"\(value)\""
            )
        }
        return value
    }

    private func sizes() throws(Wrong) -> ClosedRange<Int64>? {
        func bytes(_ name: String) throws(Wrong) -> Int64? {
            switch fields[name] {
            case nil: return nil
            case .number(let number)? where number >= 0: return number
            case _?: throw Wrong(expected: "to have a number of bytes as \"\(name)\"")
            }
        }
        let least = try bytes("minSize")
        let most = try bytes("maxSize")
        guard least != nil || most != nil else { return nil }
        guard (least ?? 0) <= (most ?? .max) else {
            throw Wrong(expected: "to have a \"minSize\" that is not over its \"maxSize\"")
        }
        return (least ?? 0)...(most ?? .max)
    }

    private func tags() throws(Wrong) -> [S3Tag] {
        switch fields["tags"] {
        case nil: return []
        case .texts(let tags)? where !tags.isEmpty:
            return tags.sorted { $0.key < $1.key }.map { S3Tag(key: $0.key, value: $0.value) }
        case _?: throw Wrong(expected: "to have an object of tags and their values as \"tags\"")
        }
    }

    private func encryption() throws(Wrong) -> S3Encryption? {
        let key = try text("kmsKey")
        switch (try oneOf(["SSE-S3", "SSE-KMS"], "encryption"), key) {
        case (nil, nil): return nil
        case ("SSE-S3", nil): return .s3
        case (nil, let key?), ("SSE-KMS", let key?): return .kms(key: key)
        case ("SSE-KMS", nil): throw Wrong(expected: "to have a \"kmsKey\" with \"encryption\": \"SSE-KMS\"")
        default: throw Wrong(expected: "not to have a \"kmsKey\" with \"encryption\": \"SSE-S3\"")
        }
    }
}
