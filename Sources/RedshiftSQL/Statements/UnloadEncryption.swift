/// The encryption that UNLOAD requests of S3. Without it, S3 encrypts the files as the bucket says.
public enum UnloadEncryption: Sendable, Equatable {
    /// A KMS key's id or ARN.
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
