import AWSS3
import PlanFile

extension CopyRoute {
    /// The storage classes that a plan may name, without those that only S3 itself assigns.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
    private static let storageClasses = [
        "STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE",
        "REDUCED_REDUNDANCY",
    ]

    /// Reads a route; every mistake is recorded in `item`.
    ///
    /// - Parameter mirrorsDeletes: `true` when removals are mirrored. A copy must then be found by its source's key
    ///   alone.
    init?(_ item: FieldReader, mirrorsDeletes: Bool) {
        let target = item.value("to", .required, expected: "s3://bucket/ and a key").flatMap { KeyTemplate.target($0) }
        self.init(targetBucket: target?.bucket ?? "")
        targetKey = target?.key ?? .sameKey
        _ = item.mapping("from") { fields in
            sourceBucket = Self.bucket(fields, "bucket")
            prefix = fields.anyText("prefix") ?? ""
            suffix = fields.anyText("suffix") ?? ""
            filter.sizes = Self.sizes(fields)
            let tags = fields.entries("tags") { name, value in value.anyText().map { S3Tag(key: name, value: $0) } }
            filter.tags = (tags ?? []).sorted { $0.key < $1.key }
            sourceOwner = Self.account(fields, "owner")
            paysRequester = fields.bool("requester_pays") ?? false
            return true
        }
        targetOwner = Self.account(item, "to_owner")
        storageClass = item.choice("storage_class", of: Self.storageClasses)
        encryption = item.value("encryption", expected: "s3, or a mapping with kms_key")?.either(
            expected: "s3, or a mapping with kms_key",
            scalar: { $0.choice(of: ["s3"]).map { _ in .s3 } },
            mapping: { value in value.mapping { fields in fields.text("kms_key", .required).map { .kms(key: $0) } } }
        )
        guard let target else { return nil }
        if sourceBucket == target.bucket {
            item.refuse("to", "is in the bucket that the route copies from: each copy would be copied again")
        }
        if mirrorsDeletes, let why = targetKey.whyRemovalsCannotFollow {
            item.refuse(
                "to",
                "\(why), and follow.deletes is set: a removed object's copy could not be distinguished from others"
            )
        }
    }

    private static func bucket(_ fields: FieldReader, _ name: String) -> String? {
        guard let bucket = fields.text(name, expected: "a bucket name") else { return nil }
        if let problem = S3BucketName.problem(of: bucket) {
            fields.refuse(name, "is no bucket's name: it \(problem)")
            return nil
        }
        return bucket
    }

    private static func account(_ fields: FieldReader, _ name: String) -> String? {
        guard let account = fields.anyText(name, expected: "the 12 digits of an account, in quotes") else { return nil }
        guard account.utf8.count == 12, account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            fields.refuse(name, "must be the 12 digits of an account, in quotes")
            return nil
        }
        return account
    }

    private static func sizes(_ fields: FieldReader) -> ClosedRange<Int64>? {
        let least = fields.size("min_size", in: 0...PartPlan.largestObject)
        let most = fields.size("max_size", in: 0...PartPlan.largestObject)
        guard least != nil || most != nil else { return nil }
        guard (least ?? 0) <= (most ?? .max) else {
            fields.refuse("min_size", "is over max_size")
            return nil
        }
        return (least ?? 0)...(most ?? .max)
    }
}
