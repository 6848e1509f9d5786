import AWSClient
import TextSearch

/// Advice about an AWS error that no retry can solve.
/// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
struct RefusalAdvice: Sendable, Equatable {
    let text: String

    static let permissions =
        "grant the function's role s3:GetObject* on the source and s3:PutObject* on the target, and their KMS keys"
    private static let customerKey =
        "the object is encrypted with a customer's own key (SSE-C), which the function does not have: copy it with its key, or encrypt it with SSE-S3 or SSE-KMS"

    private static let byCode: [String: String] = [
        "AccessDenied": permissions, "AccessDeniedException": permissions, "HTTP403": permissions,
        "AllAccessDisabled": "AWS has disabled all access to this bucket; ask AWS Support",
        "AccountProblem": "AWS refuses requests of this account or the bucket owner's; ask AWS Support",
        "NotSignedUp": "the account is not signed up for S3",
        "InvalidPayer": "AWS does not let this account pay for requests; ask AWS Support",
        "NoSuchBucket": "create the bucket, or correct the route that names it",
        "InvalidBucketName": "correct the bucket's name in the route",
        "IllegalLocationConstraintException":
            "enable the regions of both buckets for the account: S3 does not copy to or from an opt-in region that is not",
        "KeyTooLongError": "shorten the target's key: S3 takes 1,024 bytes",
        "MetadataTooLarge": "shorten the source's metadata: S3 takes 2 KB",
        "InvalidStorageClass": "correct the route's storage class",
        "InvalidEncryptionAlgorithmError": "correct the route's encryption",
        "InvalidTag": "correct the source's tags",
        "NotImplemented": "see the message: the store does not have what the route asks of it",
        "HTTP501": "see the store's documentation: it does not have what the route asks of it",
        "InvalidArgument": "see the message: S3 does not take a value of the route, or of the source's metadata",
        "ServerSideEncryptionConfigurationNotFoundError": "correct the bucket's encryption",
        "KMS.DisabledException": "enable the KMS key, or encrypt with another one",
        "KMS.NotFoundException": "name a KMS key that exists, in the target bucket's region",
        "KMS.KMSInvalidStateException": "see the state of the KMS key: it may be waiting for its deletion",
        "KMS.InvalidStateException": "see the state of the KMS key: it may be waiting for its deletion",
        "KMS.InvalidKeyUsageException": "name a symmetric KMS key for encryption",
    ]

    /// Finds the advice about an error; `nil` for an error that a retry may solve.
    init?(_ error: AWSError) {
        if let text = Self.byCode[error.code] {
            self.text = text
        } else if error.code.hasPrefix("KMS."), !error.code.contains(text: "Throttling"),
            !error.code.contains(text: "Internal"),
            !error.code.contains(text: "Timeout"), !error.code.contains(text: "Unavailable"),
            !error.code.contains(text: "Limit")
        {
            text = "see the KMS keys of source and target, and their policies"
        } else if error.code == "InvalidRequest", error.message.lowercased().contains(text: "encryption") {
            text = Self.customerKey
        } else if error.operation == "HeadObject", error.code == "HTTP400" {
            // A HEAD has no body; of what S3 refuses so, this is what a copier meets.
            text = Self.customerKey
        } else {
            return nil
        }
    }
}
