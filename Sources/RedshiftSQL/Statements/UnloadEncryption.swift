/// The encryption that UNLOAD requests from S3. Without it, S3 uses the bucket's default encryption.
public enum UnloadEncryption: Sendable, Equatable {
    /// The KMS key with the given id or ARN.
    case key(String)
    /// The KMS key that the bucket's default encryption names.
    case automatic
}

extension UnloadEncryption: Codable {
    private enum Member: String, CodingKey { case key = "kms_key" }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Member.self)
        if case .key(let key) = self { try container.encode(key, forKey: .key) }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Member.self)
        self = try container.decodeIfPresent(String.self, forKey: .key).map { .key($0) } ?? .automatic
    }
}
